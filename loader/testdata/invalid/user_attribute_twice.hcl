org "main" {}
user "eve" {
  login = "eve"
  login = "eva" # ERROR: Attribute redefined | The argument "login" was already set on line 3.
}
