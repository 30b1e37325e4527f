org "main" {
  admins  = ["ada"] # ERROR: Reference expected | as in user.ada, without quotes
  editors = user.ada # ERROR: List expected | Put the reference into a list: [user.ada].
  viewers = [team.sre] # ERROR: Wrong kind of reference | begins with "team"
}
user "ada" {}
team "sre" {
  members    = [user.ada.login] # ERROR: Malformed reference | two parts
  created_by = user["ada"]
}
team "ops" {
  members = [user] # ERROR: Malformed reference | two parts
  admins  = [user[0]] # ERROR: Malformed reference | two parts
}
dashboard "d" {
  folder = "f" # ERROR: Reference expected | reference to a folder
}
