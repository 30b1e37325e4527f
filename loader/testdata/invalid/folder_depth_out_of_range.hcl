grafana {
  version          = "13"
  max_folder_depth = 8 # ERROR: Invalid folder depth | Grafana 13 takes a max_nested_folder_depth from 1 to 7; 8 is not in this range.
}
org "main" {}
folder "a" {}
