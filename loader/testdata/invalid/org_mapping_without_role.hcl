org "main" {}
org_mapping { group = "*" } # ERROR: Missing required argument | The argument "role" is required, but no definition was found.
