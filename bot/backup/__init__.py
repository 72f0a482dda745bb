"""How are the books copied: to a file, back from one, and to another database?"""
