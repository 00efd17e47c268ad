"""The page viewer: a scan of any size, its millimetres, and what is drawn on it.

Scene coordinates are pixels of the original page.
"""
