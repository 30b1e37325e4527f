org "main" {}
folder "f" {}
dashboard "d" {
  folder = folder.f
  permission "View" { roles = ["Viewer", "Editor"] } # WARNING: Permission without effect | folder.f gives View to the role Viewer already, and a permission on dashboard.d ;; Permission without effect | folder.f gives Edit to the role Editor already, and a permission on dashboard.d
}
