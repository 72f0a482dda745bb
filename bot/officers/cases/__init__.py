"""The room of cases: finding a decision, its story, and what is done on its page."""
