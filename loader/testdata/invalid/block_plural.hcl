org "main" {}
users "eve" {} # ERROR: Unsupported block type | Blocks of type "users" are not expected here.
folders "f" {} # ERROR: Unsupported block type | Blocks of type "folders" are not expected here.
