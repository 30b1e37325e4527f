org "main" {}
folder "f" {}
dashboard "a" { uid = "latency" }
dashboard "b" {
  folder = folder.f
  uid    = "latency" # ERROR: Duplicate dashboard | There is another dashboard with the uid "latency", at dashboard_uid_taken.hcl:3.
}
