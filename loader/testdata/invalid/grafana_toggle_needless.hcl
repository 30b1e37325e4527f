grafana {
  version         = "9.3"
  feature_toggles = ["accesscontrol"] # WARNING: Ignored setting | Fine-grained access control is always on from Grafana 9.0, so the feature toggle
}
