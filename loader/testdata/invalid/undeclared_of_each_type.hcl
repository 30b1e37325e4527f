grafana { version = "9.3" }
org "main" { admins = [user.x] } # ERROR: Reference to undeclared user | No user "x" is declared.
team "sre" { org = org.x } # ERROR: Reference to undeclared org | No org "x" is declared.
dashboard "d" { folder = folder.x } # ERROR: Reference to undeclared folder | No folder "x" is declared.
folder "f" {
  created_by = service_account.x # ERROR: Reference to undeclared service_account | No service_account "x" is declared.
  permission "Edit" {
    teams            = [team.x] # ERROR: Reference to undeclared team | No team "x" is declared.
    service_accounts = [service_account.x] # ERROR: Reference to undeclared service_account | No service_account "x" is declared.
  }
}
role "r" {
  permission "dashboards:read" {
    scopes = [
      dashboard.x, # ERROR: Reference to undeclared dashboard | No dashboard "x" is declared. Declared: "d".
      folder.x, # ERROR: Reference to undeclared folder | No folder "x" is declared.
    ]
  }
  permission "datasources:query" { scopes = [data_source.x] } # ERROR: Reference to undeclared data_source | No data_source "x" is declared. Declare it, as in data_source "x" { … }.
  permission "teams:read" { scopes = [team.x] } # ERROR: Reference to undeclared team | No team "x" is declared.
  permission "roles:read" { scopes = [role.x] } # ERROR: Reference to undeclared role | No role "x" is declared.
}
role_assignment "a" { role = role.x } # ERROR: Reference to undeclared role | No role "x" is declared. Declared: "r".
