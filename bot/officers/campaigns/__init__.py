"""The room of the campaigns: planned over several pages, rehearsed, signed by a second person, watched, stopped."""
