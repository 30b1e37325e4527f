grafana { version = "13.3" }
org "main" {}
folder "a" { parent = folder.c }
folder "b" { parent = folder.a }
folder "c" { parent = folder.b } # ERROR: Folder inside itself | This makes a circle: folder.c is in folder.b is in folder.a is in folder.c.
