# Acme has Grafana Enterprise, so data sources can have permissions. Without permission blocks everybody in
# the org, signed in or not, can query a data source, whatever folders they can open.

data_source "prometheus" {
  org = org.acme
  uid = "prometheus"
}

data_source "loki" {
  org = org.acme
  uid = "loki"
}

# The figures of the folder Finance. A panel is empty for people who cannot query its data source, so the list
# has everybody who opens a dashboard there.
data_source "ledger" {
  org = org.acme
  uid = "ledger"

  permission "Query" {
    users = [user.auditor, user.carl, user.dora, user.eve, user.pia]
    teams = [team.finance]
  }
}

data_source "logistics_prometheus" {
  org = org.logistics
  uid = "prometheus"
}

data_source "parcels" {
  org         = org.logistics
  uid         = "parcels"
  description = "Counts per belt and hour; addresses stay in the database behind it."
}
