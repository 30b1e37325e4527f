org "main" {
  name: "Main Org." # ERROR: Argument or block definition required | An argument or block definition is required here.
}
