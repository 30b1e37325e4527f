org "main" {}
folder "g" { uid = "general" } # WARNING: Folder with the uid general | Requests name General, the folder that every org has, by this uid, so no request can name this
