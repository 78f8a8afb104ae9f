terraform import weir_project.shop shop
