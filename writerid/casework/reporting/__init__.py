"""Reports of a case: gathered as plain data, drawn from verified originals, typeset, recorded."""
