org "main" {
  name = # ERROR: Invalid expression | Expected the start of an expression
}
