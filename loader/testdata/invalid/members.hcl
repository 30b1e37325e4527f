org "main" {
  admins  = [user.ada]
  editors = [user.eve, user.ada] # ERROR: Duplicate member | user.ada has a role in org.main already, at members.hcl:2
}
user "ada" {}
user "eve" {}
team "sre" {
  admins  = [user.eve]
  members = [user.ada, user.eve] # ERROR: Duplicate member | user.eve is in team.sre already, at members.hcl:8
}
