org "main" {}
user "ada" { orgs = [org.main] } # ERROR: Unsupported argument | An argument named "orgs" is not expected here.
