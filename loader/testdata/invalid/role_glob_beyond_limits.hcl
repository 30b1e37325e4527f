grafana {
  version         = "8.0"
  feature_toggles = ["accesscontrol"]
}
org "main" {}
role "r" {
  permission "org.users:write" {
    scopes = [
      "users:*-x-*-y-*",
      "users:{a,b,c}*",
      "users:{*a,*aa}{*a,*aa}{*a,*aa}b", # ERROR: Pattern beyond limits | Matching "users:{*a,*aa}{*a,*aa}{*a,*aa}b" has too many alternatives to try: a pattern may have 1000. Alternatives in braces multiply, and a star counts as 10. Write several scopes instead.
      "users:*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}*{a,b}", # ERROR: Pattern beyond limits
    ]
  }
}
