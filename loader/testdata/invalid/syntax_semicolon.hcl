org "main" {
  name = "Main Org."; # ERROR: Invalid character | The ";" character is not valid. ;; Missing newline after argument | An argument definition must end with a newline.
}
