grafana { version = "8.5" }
org "main" {}
service_account "ci" {} # ERROR: Missing required argument | The argument "role" is required, but no definition was found. Write role = …. The org role of the account: Viewer, Editor, Admin or None.
