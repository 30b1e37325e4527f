grafana { version = "13.3" }
org "main" {}
folder "a" { parent = folder.a } # ERROR: Folder inside itself | This makes a circle: folder.a is in folder.a.
