"""Plain data → PDF."""
