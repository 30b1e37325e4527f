org "main" {}
folder "general" {} # WARNING: Folder with the uid general | nothing can be asked about this folder
