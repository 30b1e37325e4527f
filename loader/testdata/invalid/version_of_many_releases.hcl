grafana { version = "13" } # WARNING: Version without a minor number | Grafana 13 is many releases, which decide differently, and "13" stands for the first of them. Write the release that runs, in quotes
org "main" {}
