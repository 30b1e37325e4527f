org "main" {}
-- none # ERROR: Argument or block definition required | A comment begins with #.
