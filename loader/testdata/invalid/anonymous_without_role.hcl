grafana {
  version = "8.0"
  anonymous {} # ERROR: Missing required argument | The argument "role" is required, but no definition was found.
}
org "main" {}
