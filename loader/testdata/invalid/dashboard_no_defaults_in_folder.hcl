org "main" {}
folder "f" {}
dashboard "d" {
  folder              = folder.f
  default_permissions = false # WARNING: Ignored setting | A dashboard in a folder starts without permissions of its own, and always has the permissions of
}
