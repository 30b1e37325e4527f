grafana {
  version         = "8.5"
  feature_toggles = ["accesscontrol"]
}
org "main" {
  name    = "Main\u0000" # ERROR: Forbidden character | The character NUL, written "\u0000", is in this text; no name in Grafana has it. Take it out.
  viewers = [user.eve, user.vic]
}
user "eve" { login = "\u0000eve" } # ERROR: Forbidden character
user "vic" { email = format("%s@example.com", "vi\u0000c") } # ERROR: Forbidden character
user "staff" {
  for_each = toset(["\u0000key"]) # ERROR: Forbidden character
}
role "reader" {
  permission "dashboards:read" { scopes = ["folders:uid:\u0000entry"] } # ERROR: Forbidden character
}
role_assignment "readers" {
  role  = role.reader
  users = [user.eve]
}
team "sre" {
  external_groups = ["cn=sre\u0000"] # ERROR: Forbidden character
  members         = [user.eve]
}
service_account "ci" {
  role = "Viewer"
  token "a\u0000" {} # ERROR: Forbidden character
}
org_mapping {
  group = "cn=\u0000" # ERROR: Forbidden character
  role  = "Viewer"
}
