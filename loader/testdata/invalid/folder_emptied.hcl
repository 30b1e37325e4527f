org "main" {}
folder "prod" { default_permissions = false } # WARNING: Emptied permissions | Nobody has a permission on folder.prod: only org Admins can open it.
