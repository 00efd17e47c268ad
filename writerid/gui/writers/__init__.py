"""The page of the known writers: looked through, described, enrolled, put in order."""
