"""Cases: questioned documents, what was compared with what, and what the examiner says."""
