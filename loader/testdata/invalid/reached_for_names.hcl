grafana { version = "13.3" }
org "main" {}
org "labs" {}
user "eve" {}
user "vic" {}
team "sre" { org = org.main }
team "sre" { org = org.labs } # ERROR: Duplicate team | For a namesake in another org, write another label and name = "sre".
team "net" {
  org     = org.main
  members = ["eve", "user.vic"] # ERROR: Reference expected | Write references to users here, as in user.eve, user.vic, without quotes.
}
user "staff" { for_each = toset(["a", "b"]) }
team "two" {
  org     = org.main
  members = [user.staff["zzz"]] # ERROR: Reference to undeclared user | Its keys are "a", "b".
}
dashboard "e" { folder = folder.general } # ERROR: Reference to undeclared folder | General is a folder of every org ;; Missing org
dashboard "f" { # ERROR: Missing org
  folder = "General" # ERROR: Reference expected | General is a folder of every org
}
dashboard "API latency" { org = org.main } # ERROR: Invalid label | dashboard "api_latency" { title = "API latency" }
