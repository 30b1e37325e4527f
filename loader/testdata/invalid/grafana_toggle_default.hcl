grafana {
  version         = "11.0"
  feature_toggles = ["nestedFolders"] # WARNING: Ignored setting | From Grafana 11.0 on, what the feature toggle nestedFolders turns on is there without it
}
