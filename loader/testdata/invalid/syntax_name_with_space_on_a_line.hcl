org "main" {}
dashboard "d" { folder = folder.Network Operations } # ERROR: Invalid single-argument block definition | Write folder "network_operations" { title = "Network Operations" }, and refer to that label.
