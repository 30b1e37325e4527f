org "main" {}
folder "prod" { default_permissions = "none" } # ERROR: Unsuitable value type | Unsuitable value: a bool is required
