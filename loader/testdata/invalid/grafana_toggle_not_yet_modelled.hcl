grafana {
  version         = "9.5"
  feature_toggles = ["nestedFolders"] # ERROR: Unsupported feature toggle | The rules for that in Grafana 9.5 are not known
}
