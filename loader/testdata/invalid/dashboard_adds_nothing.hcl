org "main" { viewers = [user.vic] }
user "vic" {}
team "sre" { members = [user.vic] }
folder "f" {
  permission "View" { users = [user.vic] }
  permission "Admin" { teams = [team.sre] }
}
dashboard "same" {
  folder = folder.f
  permission "View" { users = [user.vic] } # WARNING: Permission without effect | folder.f gives View to user.vic already, at dashboard_adds_nothing.hcl:5, and a
}
dashboard "less" {
  folder = folder.f
  permission "Edit" { teams = [team.sre] } # WARNING: Permission without effect | folder.f gives Admin to team.sre already, at dashboard_adds_nothing.hcl:6, and a
}
dashboard "more" {
  folder = folder.f
  permission "Edit" { users = [user.vic] }
}
