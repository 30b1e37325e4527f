grafana {
  version          = "13"
  max_folder_depth = 8 # ERROR: Invalid folder depth | Grafana 13 lets max_nested_folder_depth be from 1 to 7; 8 is not possible.
}
org "main" {}
folder "a" {}
