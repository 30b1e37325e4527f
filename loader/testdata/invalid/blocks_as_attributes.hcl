grafana {
  version        = "9.3.2" # ERROR: Unknown version | Write "9.3".
  anonymus       = true # ERROR: Unsupported argument | The block "anonymous" stands here without an equals sign: anonymous { … }.
  feature_toggle = [] # ERROR: Unsupported argument | Did you mean "feature_toggles"?
}
org "main" {
  viewers {} # ERROR: Unsupported block type | Did you mean to define argument "viewers"?
  editor {} # ERROR: Unsupported block type | The attribute "editors" stands here with an equals sign: editors = ….
}
