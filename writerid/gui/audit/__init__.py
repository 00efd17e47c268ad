"""Where the examiner has case and database verified, and reads what was done to them."""
