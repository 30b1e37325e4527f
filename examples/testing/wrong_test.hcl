# Two mistakes about examples/acme, for docs/testing.md: the tests fail.

test "Paul is on call" {
  as = [user.paul]

  allow {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}

test "a Viewer changes nothing" {
  as = [user.kim]

  deny {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}
