grafana { version = "9.3" }
org "a" {}
org "b" {}
team "sre" { org = org.b }
role "r" { org = org.a }
role_assignment "a" {
  role  = role.r
  teams = [team.sre] # ERROR: Reference to another org | team.sre is in org.b, and this block is in org.a.
}
