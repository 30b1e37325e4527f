org "main" {}
anonymous { role = "Viewer" } # ERROR: Unsupported block type | Blocks of type "anonymous" are not expected here.
