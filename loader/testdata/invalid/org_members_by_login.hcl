org "main" { viewers = ["vic"] } # ERROR: Reference expected | Write a reference to a user here, as in user.vic, without quotes.
user "vic" {}
