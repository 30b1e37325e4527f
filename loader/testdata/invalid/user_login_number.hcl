org "main" {}
user "bob" { login = ["bob"] } # ERROR: Unsuitable value type | Unsuitable value: string required, but have tuple
