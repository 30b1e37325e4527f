grafana { version = "13.3" }
org "main" { viewers_can_edit = true } # ERROR: Unsupported argument | It stands in the block grafana.
team "sre" {}
role "r" {
  permissions = [{ action = "dashboards:read" }] # ERROR: Unsupported argument | permission "dashboards:read" { scopes = ["dashboards:*"] }
  teams       = [team.sre] # ERROR: Unsupported argument | role_assignment "NAME" { role = role.NAME }
}
role "s" {
  permission "reports:*" {} # ERROR: Unknown action | Write a permission block for each: reports:create, reports:delete,
}
role "u" {
  permission "dashboards:read" { scopes = "dashboards:*" } # ERROR: List expected | With this one alone it is ["dashboards:*"].
}
role_assignment "r" {
  role_uid = role.r.uid # ERROR: Unsupported argument | Write the role as role = role.NAME.
  team_ids = [team.sre] # ERROR: Unsupported argument | teams = [team.NAME]
}
service_account "ci" {
  role = "Viewer"
  service_account_token "t" {} # ERROR: Unsupported block type | token "deploy" {}
  token "u" { seconds_to_live = 60 } # ERROR: Unsupported argument | Write when it expires
}
org_mapping {
  groups = ["g"] # ERROR: Unsupported argument | Write one org_mapping for each group: group = "…".
  role   = "Viewer"
}
