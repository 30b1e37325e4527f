grafana {
  version         = "11.6"
  feature_toggles = ["libraryPanelRBAC", "newNavigation"] # ERROR: Unsupported feature toggle | With the feature toggle libraryPanelRBAC, permissions for library panels decide
}
