"""Pictures of pages and evidence, drawn for people."""
