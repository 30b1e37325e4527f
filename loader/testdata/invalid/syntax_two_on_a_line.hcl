org "main" {
  name = "Main Org." admins = [] # ERROR: Missing newline after argument | Write each argument on a line of its own.
}
