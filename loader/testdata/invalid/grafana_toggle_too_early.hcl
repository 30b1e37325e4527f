grafana {
  version         = "12.4"
  feature_toggles = ["playlistsRBAC"] # WARNING: Ignored setting | Grafana has the feature toggle playlistsRBAC from 13.0 on, so it does nothing in 12.4.
}
