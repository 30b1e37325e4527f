grafana {
  version         = "9.3"
  feature_toggles = ["accesscontrol"] # WARNING: Ignored setting | From Grafana 9.0 on, what the feature toggle accesscontrol turns on is there without it, so it does nothing in 9.3.
}
