org "main" {
  name = "Main Org." admins = [] # ERROR: Missing newline after argument | An argument definition must end with a newline.
}
