org "main" {}
folder "f" {
  for_each = { for n in ["a"] => n } # ERROR: Invalid 'for' expression | Write [for x in list : x], or { for k, v in map : k => v }.
}
