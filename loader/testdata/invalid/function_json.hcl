locals {
  cut     = jsondecode("{")       # ERROR: Invalid function argument | it is not JSON: it ends too early.
  empty   = jsondecode("")        # ERROR: Invalid function argument | it is not JSON: it ends too early.
  name    = jsondecode("{a:1}")   # ERROR: Invalid function argument | it is not JSON: line 1, column 2 is out of place.
  comma   = jsondecode("[\n1,]") # ERROR: Invalid function argument | it is not JSON: line 2, column 3 is out of place.
  more    = jsondecode("{} x")    # ERROR: Invalid function argument | it is not JSON: line 1, column 4 is out of place.
  keyword = jsondecode("nul")     # ERROR: Invalid function argument | it is not JSON: line 1, column 3 is out of place.
  yaml    = yamldecode("{")       # ERROR: Invalid function argument | it is not YAML: line 1:
}
