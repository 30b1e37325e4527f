grafana {
  version          = "9.3"
  max_folder_depth = 4 # ERROR: Newer Grafana needed | The attribute max_folder_depth needs Grafana 13
}
org "main" {}
