grafana {
  version          = "9.3"
  allow_org_create = true # WARNING: Ignored setting | From Grafana 9.0 the setting allow_org_create has no effect.
}
