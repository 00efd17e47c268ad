"""Comparing a questioned item with known writers, and what came out."""
