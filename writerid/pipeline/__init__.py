"""The method: one module per stage, in the order of the method."""
