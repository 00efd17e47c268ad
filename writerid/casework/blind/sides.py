"""Both examiners' results of an item, side by side, as plain data for the window and the report."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from writerid.casework.blind.agreement import Agreement, agreement_of
from writerid.casework.blind.side import Side, side_of
from writerid.casework.blind.stored import Joined, joined_opinions
from writerid.casework.case import Case
from writerid.casework.hidden_names import are_hidden
from writerid.casework.marks import views_of


@dataclass(frozen=True)
class ItemOpinions:
    """An item, named as the first examiner's case names it where that is known.

    ``second`` and ``agreement`` are None where the second examiner recorded no view of it;
    ``first`` is None in the second examiner's case until the sealed file is joined.
    """

    item: str
    package_item: str
    title: str
    first: Side | None
    second: Side | None
    agreement: Agreement | None


@dataclass(frozen=True)
class SecondOpinion:
    """An opinion on a package, and both views of each item.

    ``sha256`` is of the opinion's file, empty in the second examiner's own case. ``history_count``
    and ``history_head`` are of the second examiner's case when the opinion was returned.
    ``names_hidden``: the first examiner has not recorded a view, so codes stand for names.
    """

    package_id: str
    commitment: str
    package_made: str
    first_examiner: str
    examiner: str
    made: str
    joined: str
    sha256: str
    history_count: int
    history_head: str
    names_hidden: bool
    items: tuple[ItemOpinions, ...]


def second_opinions_of(case: Case) -> tuple[SecondOpinion, ...]:
    """All second opinions that were joined, oldest first.

    In the second examiner's own case: the one that is being made, once a view is recorded. Raises
    CaseError where what is stored was changed.
    """
    return tuple(_opinion(case, one) for one in joined_opinions(case))


def second_opinion_record(opinion: SecondOpinion) -> dict[str, Any]:
    """Plain data for JSON."""
    return {
        **asdict(opinion),
        "items": [
            {
                **asdict(one),
                "agreement": one.agreement
                and {**asdict(one.agreement), "sentences": list(one.agreement.sentences)},
            }
            for one in opinion.items
        ],
    }


def _opinion(case: Case, joined: Joined) -> SecondOpinion:
    sealed, content = joined.sealed, joined.content
    names = {} if sealed is None else {str(w["code"]): str(w["name"]) for w in sealed["writers"]}
    hidden = joined.is_ours and _first_is_hidden(case, sealed)
    shown: Mapping[str, str] = {} if hidden else names
    seconds = _newest(content["comparisons"])
    firsts = {} if sealed is None else _newest(sealed["comparisons"])
    first_items = {} if sealed is None else {str(one["package"]): one for one in sealed["items"]}
    items = []
    for name in sorted(firsts.keys() | seconds.keys(), key=lambda name: int(name[1:])):
        first = _first(case, joined, firsts.get(name), shown)
        second = _second(joined, seconds.get(name), shown)
        item = first_items.get(name)
        items.append(
            ItemOpinions(
                name if item is None else str(item["name"]),
                name,
                "" if item is None else str(item["title"]),
                first,
                second,
                None if first is None or second is None else agreement_of(first, second),
            )
        )
    history = content["history"]
    return SecondOpinion(
        joined.package_id,
        joined.commitment,
        joined.package_made,
        "" if sealed is None else str(sealed["examiner"]),
        str(content["examiner"]),
        str(content["made"]),
        joined.joined,
        joined.sha256,
        int(history["count"]),
        str(history["head"]),
        hidden,
        tuple(items),
    )


def _newest(entries: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The last comparison of each item is the one that counts."""
    return {str(entry["item"]): entry for entry in entries}


def _first_is_hidden(case: Case, sealed: Mapping[str, Any] | None) -> bool:
    with case.reading() as rows:
        return sealed is not None and any(
            are_hidden(rows, one["id"]) for one in sealed["comparisons"]
        )


def _first(
    case: Case, joined: Joined, entry: Mapping[str, Any] | None, shown: Mapping[str, str]
) -> Side | None:
    """What was sealed; views that the first examiner recorded later stand behind."""
    if entry is None or joined.sealed is None:
        return None
    codes = {str(one["key"]): str(one["code"]) for one in joined.sealed["writers"]}
    by_rank = {
        int(one["rank"]): codes.get(str(one["key"]), "") for one in entry["record"]["candidates"]
    }
    sealed_views = list(entry["views"])
    later = []
    if joined.is_ours:
        known = {int(view["id"]) for view in sealed_views}
        later = [asdict(v) for v in views_of(case, int(entry["id"])) if v.id not in known]
    return side_of(entry, by_rank, shown, sealed_views, later)


def _second(
    joined: Joined, entry: Mapping[str, Any] | None, shown: Mapping[str, str]
) -> Side | None:
    """Views recorded after the sealed file was joined are not blind."""
    if entry is None:
        return None
    by_rank = {int(rank): str(code) for rank, code in entry["codes"].items()}
    last = joined.content["last_blind_view"]
    blind = [one for one in entry["views"] if last is None or int(one["id"]) <= last]
    later = [one for one in entry["views"] if one not in blind]
    return side_of(entry, by_rank, shown, blind, later)
