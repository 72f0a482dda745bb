"""Results as the profession counts them."""
