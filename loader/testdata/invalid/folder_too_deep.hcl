grafana { version = "13.3" }
org "main" {}
folder "a" {}
folder "b" { parent = folder.a }
folder "c" { parent = folder.b }
folder "d" { parent = folder.c }
folder "e" { parent = folder.d }
folder "f" { parent = folder.e } # ERROR: Folder too deep | There are 5 folders above folder.f, and Grafana 13.3 allows 4. Put it into a folder further up, or write max_folder_depth in the grafana block, up to 7, if the server has max_nested_folder_depth in its section [folder].
folder "g" { parent = folder.f }
folder "other" { parent = folder.e } # ERROR: Folder too deep | There are 5 folders above folder.other
