org "main" {}
folder "net" {
  parent = folder.Network Operations # ERROR: Missing newline after argument | "Operations" follows a reference. A label has no spaces in it: refer to the label of the block.
}
