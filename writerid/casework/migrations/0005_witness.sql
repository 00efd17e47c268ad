-- From here on the history tells of each row what it was after the entry: see witness.py.
CREATE INDEX events_by_kind ON events (kind);
