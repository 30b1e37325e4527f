grafana { version = 8.0 } # WARNING: Version without a minor number | Write the release that runs, in quotes, as a number loses its last 0: "8.5".
org "main" {}
