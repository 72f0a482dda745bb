"""What every goal needs: processes that start at once, a platform whose log is the judge, and a table of what was counted."""
