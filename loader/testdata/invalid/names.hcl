org "main" {}
user "eve" { login = "" } # ERROR: Empty name | This user needs a login that is not empty.
user "eve@example.com" {} # ERROR: Invalid label | cannot be referred to
folder "f" { uid = "a/b" } # ERROR: Invalid uid | letters, digits, underscores and dashes
folder "g" { title = "GENERAL" } # ERROR: Reserved title | General, in capitals or not
dashboard "d" { uid = "0123456789012345678901234567890123456789x" } # WARNING: Long uid | has 41 characters
