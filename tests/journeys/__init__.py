"""Whole journeys: the product's own duties in this loop, against a strict Bot API over real HTTP."""
