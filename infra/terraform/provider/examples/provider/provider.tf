# The address and the token come from WEIR_URL and WEIR_TOKEN.
provider "weir" {}
