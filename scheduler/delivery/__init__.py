"""How does what is queued reach a channel once, and how is that known afterwards?"""
