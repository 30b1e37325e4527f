org "main" { viewers = [user.vic, user.vic] } # ERROR: Duplicate member | user.vic has a role in org.main already, at org_member_twice_in_a_list.hcl:1;
user "vic" {}
