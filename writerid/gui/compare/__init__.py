"""Two documents compared with each other, without the database."""
