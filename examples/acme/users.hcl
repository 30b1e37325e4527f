# All people of the server. Their orgs, and their roles there, are in orgs.hcl.

# Server

user "olga" {
  name          = "Olga Petrova"
  email         = "olga@acme.example"
  grafana_admin = true
  description   = "Upgrades Grafana, adds users and orgs. The only server admin."
}

# Platform

user "ada" {
  name  = "Ada Marsh"
  email = "ada@acme.example"
}

user "eve" {
  name  = "Eve Lindqvist"
  email = "eve@acme.example"
}

user "sam" {
  name  = "Sam Okoro"
  email = "sam@acme.example"
}

user "kim" {
  name  = "Kim Duarte"
  email = "kim@acme.example"
}

user "max" {
  name        = "Max Weller"
  email       = "max@acme.example"
  disabled    = true
  description = "Left in March. Disabled rather than deleted, so that what he made keeps its author."
}

# Payments

user "pia" {
  name  = "Pia Rossi"
  email = "pia@acme.example"
}

user "paul" {
  name  = "Paul Adeyemi"
  email = "paul@acme.example"
}

user "petra" {
  name  = "Petra Novak"
  email = "petra@acme.example"
}

# Storefront

user "carl" {
  name = "Carl Jensen"
}

user "chen" {
  name = "Chen Wu"
}

# Data

user "dora" {
  name  = "Dora Haddad"
  email = "dora@acme.example"
}

# Finance

user "fay" {
  name  = "Fay Armstrong"
  email = "fay@acme.example"
}

user "finn" {
  name = "Finn Brandt"
}

# Support

user "vera" {
  name = "Vera Costa"
}

user "vic" {
  name = "Vic Moreau"
}

# Guests

user "auditor" {
  login       = "auditor@ledger.example"
  name        = "Ledger & Sons"
  description = "The auditors' one account, in use each spring."
}

# Logistics

user "lena" {
  name  = "Lena Fischer"
  email = "lena@logistics.example"
}

user "leo" {
  name  = "Leo Baptiste"
  email = "leo@logistics.example"
}

user "lou" {
  name = "Lou Tanaka"
}
