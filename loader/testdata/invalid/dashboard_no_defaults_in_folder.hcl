org "main" {}
folder "f" {}
dashboard "d" {
  folder              = folder.f
  default_permissions = false # WARNING: Ignored setting | A dashboard in a folder starts with no permissions of its own, and has those of
}
