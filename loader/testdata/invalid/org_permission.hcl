org "main" {
  permission "Edit" {} # ERROR: Unsupported block type | In an org, a user has a role: admins, editors, viewers or none.
}
