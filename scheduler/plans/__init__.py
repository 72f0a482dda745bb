"""Whom does a campaign speak to, when, with what, and who let it go?"""
