grafana { version = "13.3" }
org "a" {}
org "b" {}
folder "top" { org = org.a }
folder "sub" {
  org    = org.b
  parent = folder.top # ERROR: Reference to another org | folder.top is in org.a, and this block is in org.b.
}
