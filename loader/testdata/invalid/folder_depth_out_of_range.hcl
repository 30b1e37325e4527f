grafana {
  version          = "13.3"
  max_folder_depth = 8 # ERROR: Invalid folder depth | Grafana 13.3 takes a max_nested_folder_depth from 1 to 7; 8 is not in this range.
}
org "main" {}
folder "a" {}
