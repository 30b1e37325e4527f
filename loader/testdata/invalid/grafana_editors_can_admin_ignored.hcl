grafana {
  version           = "13.3"
  editors_can_admin = true # WARNING: Ignored setting | From Grafana 12.0 the setting editors_can_admin has no effect.
}
