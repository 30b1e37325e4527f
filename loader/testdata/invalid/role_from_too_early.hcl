grafana {
  version         = "8.5"
  feature_toggles = ["accesscontrol"]
}
org "main" {}
role "a" {
  from = ["fixed:users:reader"] # ERROR: Newer Grafana needed | The attribute from needs Grafana 9.0
}
