# Grafana 8.0 has no permissions for data sources: whoever is in an org, signed in or not, may query all
# of its data sources, whatever folders they may open. That is why the ledger and card data are none of
# these: Finance and Payments copy totals to Prometheus.

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
