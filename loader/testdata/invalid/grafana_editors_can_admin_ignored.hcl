grafana {
  version           = "13.3"
  editors_can_admin = true # WARNING: Ignored setting | From Grafana 11.6 the setting editors_can_admin has no effect.
}
