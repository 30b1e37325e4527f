org "a" {}
org "b" {}
team "sre" {} # ERROR: Missing org | More than one org is declared, so this block must say which one it is in, as in org = org.NAME.
