"""How does a member of staff sign in to the officers' pages, and stay signed in no longer than they should?"""
