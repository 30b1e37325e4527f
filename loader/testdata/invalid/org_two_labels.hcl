org "main" "Main Org." {} # ERROR: Extraneous label for org | Only 1 labels (name) are expected for org blocks.
