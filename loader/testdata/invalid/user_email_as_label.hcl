org "main" { viewers = [user.eve] }
user "eve" {}
user "vic@example.com" {} # ERROR: Invalid label | The label "vic@example.com" cannot be referred to: a label begins with a letter
