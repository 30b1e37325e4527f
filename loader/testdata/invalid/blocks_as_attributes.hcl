grafana {
  version        = "9.3.2"
  anonymus       = true # ERROR: Unsupported argument | Write the block "anonymous" without an equals sign: anonymous { … }.
  feature_toggle = [] # ERROR: Unsupported argument | Did you mean "feature_toggles"?
}
org "main" {
  viewers {} # ERROR: Unsupported block type | Did you mean to define argument "viewers"?
  editor {} # ERROR: Unsupported block type | Write the attribute "editors" with an equals sign: editors = ….
}
