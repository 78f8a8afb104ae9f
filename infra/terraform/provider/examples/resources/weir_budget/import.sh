terraform import weir_budget.shop shop
