grafana {
  version         = "8.5"
  feature_toggles = ["accesscontrol"] # ERROR: Unsupported feature toggle | The rules of fine-grained access control, which the toggle accesscontrol turns o
}
