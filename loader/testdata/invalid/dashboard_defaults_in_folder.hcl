org "main" {}
folder "f" {}
dashboard "d" {
  folder              = folder.f
  default_permissions = true # ERROR: Default permissions inside a folder | A dashboard in a folder has the permissions of its folder;
}
