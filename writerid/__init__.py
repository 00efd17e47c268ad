"""writerid: writer identification for forensic document examiners."""

__version__ = "0.1.0"
