grafana { version = "13.3" }
org "main" {}
team "sre" {}
user "new" {
  org              = org.main # ERROR: Unsupported argument | is not expected here. The users of an org and their roles stand in the org, as in org "main" { editors = [user.NAME] }.
  role             = "Editor" # ERROR: Unsupported argument | stand in the org
  password         = "x" # ERROR: Unsupported argument | No value is secret
  teams            = [team.sre] # ERROR: Unsupported argument | stand in the team, as in team "NAME" { members = [user.NAME] }.
  is_grafana_admin = true # ERROR: Unsupported argument | Write grafana_admin = true
  is_disabled      = true # ERROR: Unsupported argument | Write disabled = true.
  groups           = ["g"] # ERROR: Unsupported argument | External groups stand in a team
}
