"""How does a citizen talk with the agency in a browser, without an account and without any outside host?"""
