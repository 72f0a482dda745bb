"""May something be said unasked, now, to this person?"""
