org "main" {}
datasource "p" {} # ERROR: Unsupported block type | Blocks of type "datasource" are not expected here.
