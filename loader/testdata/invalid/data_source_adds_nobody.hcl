org "main" {}
data_source "p" {
  permission "Query" {} # WARNING: Permission for nobody | nobody gets Query by it
}
