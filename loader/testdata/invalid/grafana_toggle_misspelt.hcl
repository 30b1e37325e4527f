grafana {
  version         = "13.3"
  feature_toggles = ["playlistRBAC"] # WARNING: Unknown feature toggle | Did you mean "playlistsRBAC"?
}
