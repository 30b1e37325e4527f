grafana { version = "9.3" }
org "main" {}
token "deploy" {} # ERROR: Unsupported block type | Blocks of type "token" are not expected here.
