grafana {
  version            = "8.0"
  viewer_can_edit    = true # ERROR: Unsupported argument | An argument named "viewer_can_edit" is not expected here.
  editors_can_admins = true # ERROR: Unsupported argument | An argument named "editors_can_admins" is not expected here.
}
