"""What is true: the agency's books and their rules, the database, the clock."""
