terraform { # ERROR: Unsupported block type | leave the block out.
  required_version = ">= 1.0"
}
provider "grafana" {} # ERROR: Unsupported block type | Rolecall connects to no server, so there is nothing to set up; leave the block out.
grafana { version = "9.3" }
org "main" { viewers = user.staff }
resource "grafana_folder" "production" {} # ERROR: Unsupported block type | Write folder "production" { title = "…" }.
data "grafana_user" "eve" {} # ERROR: Unsupported block type | nothing is read from a server.
output "users" { value = 1 } # ERROR: Unsupported block type | use rolecall what-can or who-can.
user "staff" {
  for_each   = toset(["eve"])
  count      = 3 # ERROR: Unsupported argument | Write for_each = toset([…]) to declare several things with one block.
  depends_on = [org.main] # ERROR: Unsupported argument | The order of blocks never matters; leave it out.
  lifecycle {} # ERROR: Unsupported block type | A configuration creates and changes nothing; leave it out.
  is_admin = true # ERROR: Unsupported argument | Write grafana_admin = true for a server admin.
}
team "sre" {
  org_id  = 1 # ERROR: Unsupported argument | Write the org as org = org.NAME.
  members = [user.staff[0]] # ERROR: Malformed reference | Instances of user.staff have keys that are strings, as in user.staff["eve"].
}
folder "production" {
  parent_folder_uid = "top" # ERROR: Unsupported argument | Write the parent folder as parent = folder.NAME.
  title             = Production # ERROR: Unknown name | A text stands in quotes: "Production".
}
locals {
  environment = env("HOME") # ERROR: Call to unknown function | No expression reads the environment; declare a variable, and set it as ROLECALL_VAR_NAME.
  now         = timestamp() # ERROR: Call to unknown function | No expression reads the clock, so that a configuration always means the same.
  text        = templatefile("x", {}) # ERROR: Call to unknown function | Read text with file, and tables with csvdecode(file(…)).
  file        = file("${path.module}/users.csv") # ERROR: Unknown name | Paths are relative to the folder of the configuration; leave ${path.module}/ out.
  index       = count.index # ERROR: Unknown name | A block that declares several things has for_each, and each.key inside.
}
