org "main" {}
user "eve" { email = "e@example.com" }
user "emil" { email = "e@example.com" } # ERROR: Duplicate user | There is another user with the login or email "e@example.com", at user_email_taken.hcl:2.
