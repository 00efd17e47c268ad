"""Why a candidate scores so: both pages side by side, and the patches that carry the score."""
