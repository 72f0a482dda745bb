"""What does the agency's staff see of the running product?"""
