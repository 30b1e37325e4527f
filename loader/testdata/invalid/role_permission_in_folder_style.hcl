grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
role "r" {
  permission "folders:read" {
    users = [user.eve] # ERROR: Unsupported argument | An argument named "users" is not expected here.
  }
}
