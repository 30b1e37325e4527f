org "main" {
  members = [user.ada] # ERROR: Unsupported argument | An argument named "members" is not expected here.
  admin   = [user.ada] # ERROR: Unsupported argument | An argument named "admin" is not expected here.
}
user "ada" {}
