"""Stored comparisons made again from their originals: what came out, and what it was made with."""
