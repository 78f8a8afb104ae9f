terraform import weir_service_token.ci ci
