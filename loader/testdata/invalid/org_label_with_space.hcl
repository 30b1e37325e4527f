org "Main Org." {} # ERROR: Invalid label | The label "Main Org." cannot be referred to: a label begins with a letter or an
