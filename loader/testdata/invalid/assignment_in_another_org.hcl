grafana { version = "9.3" }
org "a" {}
org "b" {}
role "r" { org = org.a }
role_assignment "a" {
  role = role.r # ERROR: Reference to another org | role.r is in org.a, and this block is in org.b.
  org  = org.b
}
