org "main" { viewers = [user.eve] }
user "eve" {}
user "bob" {}
team "sre" { members = [user.eve, user.bob] } # WARNING: Team member outside the org | user.bob has no role in org.main, so team.sre gives nothing to this member.
