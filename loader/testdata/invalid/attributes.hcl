org "main" {
  colour = "red" # ERROR: Unsupported argument | "colour" is not expected here
}
user "eve" {
  grafana_admin = "perhaps" # ERROR: Unsuitable value type | a bool is required
}
team "sre" {
  nmae = "SRE" # ERROR: Unsupported argument | Did you mean "name"?
}
api_key "robot" {} # ERROR: Missing required argument | "role" is required
