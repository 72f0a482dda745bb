"""A public set of case lists that go wrong in known ways, and what has to come of each."""
