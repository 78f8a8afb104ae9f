terraform import weir_database.shop db.internal:5432
