grafana { version = "13.3" }
org "main" {}
dashboard "d" {}
folder "sub" { parent = dashboard.d } # ERROR: Wrong kind of reference | A reference to a folder is expected here, as in folder.NAME;
