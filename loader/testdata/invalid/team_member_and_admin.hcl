org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" {
  members = [user.eve] # ERROR: Duplicate member | user.eve is in team.sre already, at team_member_and_admin.hcl:5;
  admins  = [user.eve]
}
