org "main" {}
folder "prod" {}
dashboard "d" { folder = "prod" } # ERROR: Reference expected | Write a reference to a folder here, as in folder.prod, without quotes.
