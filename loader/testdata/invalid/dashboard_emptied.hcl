org "main" {}
dashboard "d" { default_permissions = false } # WARNING: Emptied permissions | Nobody has a permission on dashboard.d: only org Admins can open it.
