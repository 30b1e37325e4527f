org "main" {}
user "eve" { login = "e.lind" }
user "emil" { login = "e.lind" } # ERROR: Duplicate user | There is another user with the login "e.lind", at user_login_taken.hcl:2.
