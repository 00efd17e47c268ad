"""What leaves the laboratory and what comes in: cases as files, packages, opinions."""
