terraform import weir_rate_card_assignment.all '*/2027-01-01T00:00:00Z'
