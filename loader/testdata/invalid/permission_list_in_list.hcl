org "main" {}
team "sre" {}
folder "prod" {
  permission "Edit" { teams = [[team.sre]] } # ERROR: Reference expected | Write a reference to a team here, as in team.NAME, without quotes.
}
