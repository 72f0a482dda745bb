"""How near is each hot path to what the machine can do? Ratios of the product to its limit and to its peers."""
