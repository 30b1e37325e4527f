org "main" {}
dashboard "a" {}
dashboard "b" { folder = dashboard.a } # ERROR: Wrong kind of reference | A reference to a folder is expected here, as in folder.NAME;
