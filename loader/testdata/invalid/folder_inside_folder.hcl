org "main" {}
folder "top" {
  folder "sub" {} # ERROR: Unsupported block type | Blocks of type "folder" are not expected here.
}
