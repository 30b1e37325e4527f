org "main" {}
data_source "a" { uid = "prometheus" }
data_source "b" { uid = "prometheus" } # ERROR: Duplicate data_source | There is another data_source with the uid "prometheus", at data_source_uid_taken.hcl:2.
