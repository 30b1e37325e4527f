org "main" {}
org_mapping { role = "Admin" } # ERROR: Missing required argument | The argument "group" is required, but no definition was found. Write group = …. The external group; * is everyone.
