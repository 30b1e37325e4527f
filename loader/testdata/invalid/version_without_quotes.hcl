grafana { version = 8.0 } # ERROR: Unknown version | Write it in quotes, as a number loses its last 0: "8.0".
