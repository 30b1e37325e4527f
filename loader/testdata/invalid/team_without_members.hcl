org "main" {}
team "sre" {} # WARNING: Team without members | Nobody is in team.sre, so its permissions have no effect.
