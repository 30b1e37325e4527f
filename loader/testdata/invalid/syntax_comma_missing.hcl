org "main" {
  viewers = [user.eve user.vic] # ERROR: Missing item separator | Expected a comma to mark the beginning of the next item.
}
