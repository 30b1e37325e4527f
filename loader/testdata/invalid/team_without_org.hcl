org "a" {}
org "b" {}
team "sre" {} # ERROR: Missing org | The configuration declares several orgs. Name the org of this block, as in org = org.NAME.
