org "a" {}
org "b" {}
team "sre" { org = org.a }
folder "prod" {
  org = org.b
  permission "Edit" { teams = [team.sre] } # ERROR: Reference to another org | team.sre is in org.a, and this block is in org.b. Both must be in one org.
}
