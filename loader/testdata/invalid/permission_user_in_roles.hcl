org "main" { viewers = [user.eve] }
user "eve" {}
folder "prod" {
  permission "View" { users = ["eve"] } # ERROR: Reference expected | Write a reference to a user here, as in user.eve, without quotes.
}
