org "main" {}
data_source "p" { url = "http://prometheus:9090" } # ERROR: Unsupported argument | An argument named "url" is not expected here.
