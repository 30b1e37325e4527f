org "main" {}
folder "prod" { uid = "p" }
folder "play" { uid = "p" } # ERROR: Duplicate folder | There is another folder with the uid "p", at folder_uid_taken.hcl:2.
