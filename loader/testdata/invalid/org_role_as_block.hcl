org "main" {
  admins { users = [user.ada] } # ERROR: Unsupported block type | Blocks of type "admins" are not expected here.
}
user "ada" {}
