"""What has the agency reached, counted as the profession counts it? See docs/decisions/0008."""
