org "main" {
  permission "Edit" {} # ERROR: Unsupported block type | In an org, a user has a role: write it into the list admins, editors or viewers.
}
