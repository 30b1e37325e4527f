grafana { version = "9.3" }
org "main" {}
team "sre" {}
role_assignment "a" { role = team.sre } # ERROR: Wrong kind of reference | A reference to a role is expected here, as in role.NAME;
