"""The desktop program. Nothing outside this package knows Qt."""
