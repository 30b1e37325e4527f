grafana { viewers_can_edit = true } # ERROR: Missing required argument | The argument "version" is required, but no definition was found.
org "main" {}
