"""Preparation on the page: what of a scan is the writing under examination."""
