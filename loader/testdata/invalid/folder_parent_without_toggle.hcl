grafana { version = "10.4" }
org "main" {}
folder "above" {}
folder "below" {
  parent = folder.above # ERROR: Feature toggle needed | The attribute parent needs feature_toggles = ["nestedFolders"] in the grafana block: Grafana 10.4 has it only with this toggle, and always from 11.0.
}
