"""On which day does whom get which step of a plan, and what ends it?"""
