org "main" {}
dashboard "d" { folder = folder.Network Operations } # ERROR: Invalid single-argument block definition | "Operations" follows a reference.
