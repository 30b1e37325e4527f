org "main" {
  name = 'Main Org.' # ERROR: Invalid character | Single quotes are not valid.
}
