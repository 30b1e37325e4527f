org "main" {}
organisation "x" {} # ERROR: Unsupported block type | "organisation" are not expected here
user {} # ERROR: Missing name for user | All user blocks must have 1 labels (name).
folder "a" "b" {} # ERROR: Extraneous label for folder | Only 1 labels (name)
folder "f" {
  permissions "View" {} # ERROR: Unsupported block type | permission "Edit" { teams = [team.NAME] }
}
