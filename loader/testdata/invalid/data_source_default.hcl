org "main" {}
data_source "p" { default_permissions = false } # ERROR: Unsupported argument | An argument named "default_permissions" is not expected here.
