"""The parts of a report: from plain data to what stands on paper, still without any layout."""
