grafana {
  version = "12.1" # ERROR: Unknown version | The nearest known: "9.3", "13". Write one, and check what differs in Grafana 12.1.
}
org "main" {}
