grafana {
  version          = "8.0"
  viewers_can_edit = "yes" # ERROR: Unsuitable value type | Unsuitable value: a bool is required
}
