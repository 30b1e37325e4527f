org "main" {}
user "007" { name = "James" } # ERROR: Invalid label | The label "007" cannot be referred to: a label begins with a letter or an unders
