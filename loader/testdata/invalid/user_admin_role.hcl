org "main" {}
user "ada" { role = "Admin" } # ERROR: Unsupported argument | An argument named "role" is not expected here.
