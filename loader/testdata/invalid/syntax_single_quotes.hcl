org "main" {
  name = 'Main Org.' # ERROR: Invalid character | Single quotes are not valid. ;; Invalid expression | Expected the start of an expression, but found an invalid expression token.
}
