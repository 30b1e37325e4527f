org "main" {}
dashboard "d" { folder = folder.general } # ERROR: Reference to undeclared folder | No folder "general" is declared.
