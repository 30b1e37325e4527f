org "main" {}
api_key "ci" {} # ERROR: Missing required argument | The argument "role" is required, but no definition was found.
