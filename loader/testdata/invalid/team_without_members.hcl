org "main" {}
team "sre" {} # WARNING: Team without members | Nobody is in team.sre, so nobody gets what is given to it.
