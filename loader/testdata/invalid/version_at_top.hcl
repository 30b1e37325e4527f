grafana { version = "13.3" }
version = "13.3" # ERROR: Unsupported argument | It stands in the block grafana
