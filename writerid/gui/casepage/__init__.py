"""The page of the case: begun or opened, its items, its notes, its comparisons."""
