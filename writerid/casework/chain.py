"""The chain of events of a case. The database of known writers keeps one of the same make."""

from writerid.store.chain import (
    Author,
    ChainCheck,
    Change,
    Event,
    append_event,
    canonical,
    chain_end,
    check_chain,
    digest_of,
    events_in,
    now,
)

__all__ = [
    "Author",
    "ChainCheck",
    "Change",
    "Event",
    "append_event",
    "canonical",
    "chain_end",
    "check_chain",
    "digest_of",
    "events_in",
    "now",
]
