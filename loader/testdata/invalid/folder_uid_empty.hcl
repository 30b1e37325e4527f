org "main" {}
folder "prod" { uid = "" } # ERROR: Empty name | This folder needs a uid that is not empty.
