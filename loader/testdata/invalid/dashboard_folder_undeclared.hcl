org "main" {}
folder "production" {}
dashboard "d" { folder = folder.prodution } # ERROR: Reference to undeclared folder | No folder "prodution" is declared.
