terraform import weir_api_key.web shop/production/web
