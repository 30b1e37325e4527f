org "main" {}
folder "prod" { default_permissions = false } # WARNING: Emptied permissions | Nobody has a permission on folder.prod: org Admins alone can open it.
