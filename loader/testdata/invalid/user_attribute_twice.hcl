org "main" {}
user "eve" {
  login = "eve"
  login = "eva" # ERROR: Attribute redefined | The argument "login" was already set at user_attribute_twice.hcl:3,3-8.
}
