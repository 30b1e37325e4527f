org "main" {}
folder "prod" { # WARNING: Emptied permissions | Nobody has a permission on folder.prod: only org Admins can open it.
  permission "View" {} # WARNING: Permission for nobody | This permission names no holder, so nobody gets View by it. Add one, or take the block out.
}
