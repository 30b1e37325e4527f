org "main" {}
version = "8.0" # ERROR: Unsupported argument | An argument named "version" is not expected here.
