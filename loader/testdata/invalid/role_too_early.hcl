org "main" {}
role "r" { # ERROR: Fine-grained access control needed | A block role is part of fine-grained access control. Grafana 8.0 has only
  permission "reports:create" {}
}
