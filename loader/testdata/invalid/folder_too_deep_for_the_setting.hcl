grafana {
  version          = "13.3"
  max_folder_depth = 7
}
org "main" {}
folder "i" { parent = folder.h } # ERROR: Folder too deep | There are 8 folders above folder.i, and Grafana 13.3 allows 7. Put it into a folder further up.
folder "h" { parent = folder.g }
folder "g" { parent = folder.f }
folder "f" { parent = folder.e }
folder "e" { parent = folder.d }
folder "d" { parent = folder.c }
folder "c" { parent = folder.b }
folder "b" { parent = folder.a }
folder "a" {}
