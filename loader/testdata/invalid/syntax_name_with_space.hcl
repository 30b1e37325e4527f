org "main" {}
folder "net" {
  parent = folder.Network Operations # ERROR: Missing newline after argument | A label has no spaces, and neither has a reference to it. Write folder "network_operations" { title = "Network Operations" }, and refer to that label.
}
