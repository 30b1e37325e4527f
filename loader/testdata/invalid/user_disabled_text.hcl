org "main" {}
user "eve" { disabled = "since march" } # ERROR: Unsuitable value type | Unsuitable value: a bool is required
