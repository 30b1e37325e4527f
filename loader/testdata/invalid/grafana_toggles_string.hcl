grafana {
  version         = "9.3"
  feature_toggles = "accesscontrol" # ERROR: Unsuitable value type | Unsuitable value: list of string required, but have string
}
