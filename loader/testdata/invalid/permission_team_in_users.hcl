org "main" {}
team "sre" {}
folder "prod" {
  permission "View" { users = [team.sre] } # ERROR: Wrong kind of reference | A reference to a user is expected here, as in user.NAME;
}
