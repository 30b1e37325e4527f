org "main" {}
folder "prod" { # WARNING: Emptied permissions | Nobody has a permission on folder.prod: org Admins alone can open it.
  permission "View" {} # WARNING: Permission for nobody | This permission names no holder, so nobody gets View by it;
}
