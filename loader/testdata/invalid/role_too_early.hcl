org "main" {}
role "r" { # ERROR: Fine-grained access control needed | A block role belongs to fine-grained access control, which Grafana 8.0 has only
  permission "reports:create" {}
}
