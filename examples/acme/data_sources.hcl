# Grafana 8.0 has no permissions for data sources: everybody in an org, signed in or not, can query all
# its data sources, whatever folders they can open. So the ledger and the card data are not among
# these data sources: Finance and Payments copy totals to Prometheus.

data_source "prometheus" {
  org = org.acme
  uid = "prometheus"
}

data_source "loki" {
  org = org.acme
  uid = "loki"
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
