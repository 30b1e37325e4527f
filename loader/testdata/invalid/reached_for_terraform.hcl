grafana { version = "13.3" }
org "main" {}
resource "grafana_team" "sre" { # ERROR: Unsupported block type | Write team "sre" { members = [user.NAME] }.
  name = "SRE"
}
resource "grafana_folder_permission" "prod" {} # ERROR: Unsupported block type | Write permission "Edit" { teams = [team.NAME] } in the folder.
resource "aws_instance" "x" {} # ERROR: Unsupported block type | A block begins with the type of the declared thing
logins = ["a", "b"] # ERROR: Unsupported argument | Values of variables are given with --var or --var-file.
variable "m" { type = "string" } # ERROR: Invalid type specification | Write the type without quotes: type = string.
variable "o" { # ERROR: Missing value for variable | Give one with --var
  type      = list(string)
  sensitive = true # ERROR: Unsupported argument | No value is secret
  nullable  = false # ERROR: Unsupported argument | A variable may always be null
}
folder "g" { title = self.uid } # ERROR: Unknown name | A block cannot refer to its own attributes
folder "h" { title = terraform.workspace } # ERROR: Unknown name | A configuration has no workspaces
