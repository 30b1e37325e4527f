org "main" { name = "Main" admins = [] } # ERROR: Invalid single-argument block definition | Write each argument on a line of its own, and the brace after them.
