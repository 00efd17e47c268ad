"""The page of the window on which a report is put together, looked at and saved."""
