"""The inbox: what people ask, and how officers answer, together and without treading on each other."""
