"""What an examiner does to the items of a case, and to its notes."""

import json
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from writerid.casework.case import Case
from writerid.casework.hidden_names import set_names_hidden
from writerid.casework.item_changes import (
    describe_item,
    remove_item,
    restore_item,
    set_resolutions,
    set_steps,
    set_used,
)
from writerid.casework.items import Item, ItemPage, find_item, get_item, list_items
from writerid.casework.notes import add_note, notes_of
from writerid.casework.pages import estimate_resolutions, measure_amounts, store_amounts
from writerid.cli.console import progress_task, say, say_json, say_table
from writerid.errors import CaseError, PreparationError
from writerid.model import Resolution, ResolutionSource
from writerid.pipeline.steps import AUTOMATIC, Step, from_record, to_record
from writerid.store.items import ITEM_FIELDS
from writerid.store.names import shown_name

LARGEST_STEPS_BYTES = 1 << 24


def describe(case: Case, options: Namespace) -> int:
    """Record what is known of an item."""
    item = find_item(case, options.item)
    given = {name: getattr(options, name) for name in ITEM_FIELDS}
    known = {name: value.strip() for name, value in given.items() if value is not None}
    describe_item(
        case,
        item.id,
        name=options.name,
        title=options.title,
        notes=options.notes,
        data=replace(item.data, **known) if known else None,
    )
    return _say_item(get_item(case, item.id), options)


def pages(case: Case, options: Namespace) -> int:
    """Show the pages of an item, after leaving some out or taking them back."""
    item = find_item(case, options.item)
    for places, used in ((options.leave_out, False), (options.use, True)):
        for place in places:
            set_used(case, _page(item, place).id, used=used)
    with progress_task() as task:
        if options.dpi is not None:
            given = Resolution(options.dpi, ResolutionSource.GIVEN)
            set_resolutions(case, {page.id: given for page in item.pages})
        elif options.estimate_scale:
            lacking = [page for page in item.pages if page.resolution is None]
            set_resolutions(case, estimate_resolutions(case.originals, lacking, task))
        item = get_item(case, item.id)
        lacking = [page for page in item.pages if page.amount is None]
        store_amounts(case, measure_amounts(case.originals, lacking, task))
    return _say_item(get_item(case, item.id), options)


def prepare(case: Case, options: Namespace) -> int:
    """Show the steps of an item's pages, after giving them others."""
    item = find_item(case, options.item)
    chosen = item.pages if options.page is None else (_page(item, options.page),)
    steps = AUTOMATIC if options.automatic else None
    if options.steps is not None:
        steps = _read_steps(options.steps)
    if steps is not None:
        with progress_task() as task:
            for page in chosen:
                set_steps(case, page.id, steps)
            item = get_item(case, item.id)
            again = [page for page in item.pages if page.amount is None]
            store_amounts(case, measure_amounts(case.originals, again, task))
    ids = {page.id for page in chosen}
    shown = [page for page in get_item(case, item.id).pages if page.id in ids]
    if options.json or len(shown) > 1:
        say_json([{**_page_record(page), "steps": to_record(page.steps)} for page in shown])
    else:
        say_json(to_record(shown[0].steps))
    return 0


def remove(case: Case, options: Namespace) -> int:
    """Take an item out of the list."""
    remove_item(case, find_item(case, options.item).id)
    return _say_items(case, options)


def restore(case: Case, options: Namespace) -> int:
    """Bring a removed item back."""
    removed = list_items(case, removed=True)
    for item in reversed(removed):
        if item.name == options.item.strip():
            restore_item(case, item.id)
            return _say_items(case, options)
    there = ", ".join(item.name for item in removed) or "none"
    raise CaseError(f"no item “{options.item}” was removed from the case (removed: {there})")


def note(case: Case, options: Namespace) -> int:
    """Write a note."""
    if not options.text.strip():
        raise CaseError("the note is empty: say what it is about")
    add_note(case, options.text, options.comparison)
    found = notes_of(case, options.comparison)
    if options.json:
        say_json([{"text": one.text, "made": one.made, "examiner": one.examiner} for one in found])
    else:
        for one in found:
            say(f"{one.made[:19]}  {shown_name(one.examiner)}  {shown_name(one.text)}")
    return 0


def hide_names(case: Case, options: Namespace) -> int:
    """Show codes for names until a view is recorded, or names."""
    set_names_hidden(case, hidden=not options.off)
    if options.json:
        say_json({"names_hidden": not options.off})
    else:
        say("names are shown" if options.off else "codes stand for names until a view is recorded")
    return 0


def _page(item: Item, place: int) -> ItemPage:
    if place > len(item.pages):
        raise CaseError(f"{item.name} has {len(item.pages)} pages, not {place}")
    return item.pages[place - 1]


def _read_steps(file: Path) -> tuple[Step, ...]:
    """Raises PreparationError that names the file."""
    try:
        with file.open("rb") as stream:
            record = json.loads(stream.read(LARGEST_STEPS_BYTES))
        return from_record([{**step} for step in record])
    except OSError as error:
        raise PreparationError(f"{file} can't be read ({error.strerror})", path=file) from error
    except (ValueError, TypeError, RecursionError, PreparationError) as error:
        raise PreparationError(
            f"{file} holds no steps of a page: {error}. “case prepare” without --steps shows what "
            "they look like",
            path=file,
        ) from error


def _say_item(item: Item, options: Namespace) -> int:
    if options.json:
        say_json(
            {
                "name": item.name,
                "title": item.title,
                "item": {name: getattr(item.data, name) for name in ITEM_FIELDS},
                "notes": item.notes,
                "pages": [_page_record(page) for page in item.pages],
            }
        )
        return 0
    say(f"{item.name} {shown_name(item.title)}".rstrip())
    for name in ITEM_FIELDS:
        if value := getattr(item.data, name):
            say(f"  {name}: {shown_name(value)}")
    say_table(["page", "file", "compared", "dpi", "writing cm"], _rows(item.pages))
    return 0


def _rows(found: Iterable[ItemPage]) -> list[list[str]]:
    return [
        [
            str(place),
            shown_name(page.name),
            "yes" if page.used else "left out",
            f"{page.resolution.dpi:g}" if page.resolution else "not known",
            "" if page.amount is None else f"{page.amount.writing_mm / 10.0:.0f}",
        ]
        for place, page in enumerate(found, start=1)
    ]


def _page_record(page: ItemPage) -> dict[str, Any]:
    return {
        "sha256": page.sha256,
        "file": str(page.file),
        "number": page.number,
        "used": page.used,
        "dpi": page.resolution.dpi if page.resolution else None,
        "dpi_source": str(page.resolution.source) if page.resolution else None,
        "version": page.version,
        "writing_mm": None if page.amount is None else page.amount.writing_mm,
    }


def _say_items(case: Case, options: Namespace) -> int:
    there: Sequence[Item] = list_items(case)
    if options.json:
        say_json({"items": [item.name for item in there]})
    else:
        say("items: " + (", ".join(item.name for item in there) or "none"))
    return 0
