"""How strong findings are: which calibration weighs them, how good it is, and making another."""
