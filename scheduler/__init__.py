"""What the agency says unasked, and when."""
