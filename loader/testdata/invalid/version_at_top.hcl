grafana { version = "13" }
version = "13" # ERROR: Unsupported argument | It stands in the block grafana
