org "main" {}
resource "grafana_folder" "prod" { title = "Production" } # ERROR: Unsupported block type | Blocks of type "resource" are not expected here.
