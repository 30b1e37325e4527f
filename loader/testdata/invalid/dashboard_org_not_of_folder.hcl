org "a" {}
org "b" {}
folder "f" { org = org.a }
dashboard "d" {
  org    = org.b
  folder = folder.f # ERROR: Reference to another org | folder.f is in org.a, and this block is in org.b.
}
