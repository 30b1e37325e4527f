org "main" {}
user "eve" { email = "ops@example.com" } # ERROR: Duplicate user | There is another user with the login or email "ops@example.com", at user_login_i
user "ops" { login = "ops@example.com" }
