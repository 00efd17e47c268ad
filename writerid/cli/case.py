"""``writerid case``."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from writerid.casework.blind.origin import package_database
from writerid.casework.case import Case
from writerid.casework.comparing import IdentifySettings, NewComparison, compare, identify
from writerid.casework.comparisons import list_comparisons, store_comparison
from writerid.casework.copies import untold_copies
from writerid.casework.importing import import_files
from writerid.casework.integrity import check_case
from writerid.casework.item_changes import add_items, set_resolutions
from writerid.casework.items import Item, find_item, get_item, list_items
from writerid.casework.notes import history
from writerid.casework.pages import measure_amounts, store_amounts
from writerid.cli import carry, case_items
from writerid.cli.case_comparison import show_comparison
from writerid.cli.case_opinion import propositions, view
from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped, say_table
from writerid.errors import OutdatedCaseError
from writerid.model import Resolution, ResolutionSource
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model
from writerid.store.database import default_folder
from writerid.store.names import shown_name

READING = ("show", "events", "check")


def run(options: Namespace) -> int:
    """Make, fill, show or check a case."""
    if options.action in carry.ACTIONS:
        return carry.run(options)
    if options.action == "new":
        with Case.create(options.case, options.title, examiner=options.examiner) as case:
            return _show_case(case, options)
    with _opened(options) as case:
        return ACTIONS[options.action](case, options)


def _opened(options: Namespace) -> Case:
    """What only reads works on a share that can't be written, and beside another program."""
    if options.action in READING:
        try:
            return Case.open_to_read(options.case)
        except OutdatedCaseError:
            # It is brought up to date below, where it can be.
            pass
    return Case.open(options.case, examiner=options.examiner)


def _show(case: Case, options: Namespace) -> int:
    if options.comparison is None:
        return _show_case(case, options)
    return show_comparison(case, options.comparison, options)


def _show_case(case: Case, options: Namespace) -> int:
    state, items, comparisons = case.state(), list_items(case), list_comparisons(case)
    if options.json:
        say_json(
            {
                "folder": str(case.folder),
                **asdict(state),
                "items": [_item_record(item) for item in items],
                "comparisons": [asdict(line) for line in comparisons],
            }
        )
        return 0
    say(f"{state.title} ({case.folder})")
    say(f"history: {state.event_count} entries, the last has the hash {state.event_head}")
    if items:
        say("")
        say_table(
            ["item", "title", "pages", "dpi", "writing cm", "SHA-256"],
            [_item_row(item) for item in items],
        )
    if comparisons:
        say("")
        say_table(
            ["comparison", "item", "kind", "made", "compared", "views", "replayed"],
            [
                [
                    *(str(one.id), one.item, one.kind, one.made[:19], str(one.compared)),
                    *(str(one.views), one.replayed),
                ]
                for one in comparisons
            ],
        )
    return 0


def _item_row(item: Item) -> list[str]:
    dpi = {f"{page.resolution.dpi:g}" if page.resolution else "not known" for page in item.pages}
    amount = item.amount
    return [
        item.name,
        shown_name(item.title),
        str(len(item.pages)),
        ", ".join(sorted(dpi)),
        "" if amount is None else f"{amount.writing_mm / 10.0:.0f}",
        item.pages[0].sha256[:16] + "…",
    ]


def _item_record(item: Item) -> dict[str, Any]:
    return {
        "name": item.name,
        "role": item.role,
        "title": item.title,
        "item": asdict(item.data),
        "notes": item.notes,
        "pages": [
            {
                "sha256": page.sha256,
                "file": str(page.file),
                "number": page.number,
                "dpi": page.resolution.dpi if page.resolution else None,
                "dpi_source": str(page.resolution.source) if page.resolution else None,
                "used": page.used,
                "amount": None if page.amount is None else asdict(page.amount),
            }
            for page in item.pages
        ],
    }


def _add(case: Case, options: Namespace) -> int:
    with progress_task() as task:
        imported = import_files(case.originals, options.files, task)
        new, left_out = add_items(
            case,
            imported.files,
            role="known" if options.known else "questioned",
            together=options.together,
        )
        lacking = [page.id for item in new for page in item.pages if page.resolution is None]
        if options.dpi is not None and lacking:
            given = Resolution(options.dpi, ResolutionSource.GIVEN)
            set_resolutions(case, dict.fromkeys(lacking, given))
        pages = [page for item in new for page in get_item(case, item.id).pages]
        store_amounts(case, measure_amounts(case.originals, pages, task))
    for page in pages:
        if page.resolution is None:
            say_error(f"{page.name} does not say its resolution: give it with --dpi")
    lost = say_skipped([*imported.skipped, *left_out])
    _show_case(case, options)
    return 1 if lost else 0


def _identify(case: Case, options: Namespace) -> int:
    item = find_item(case, options.item)
    settings = IdentifySettings(
        options.database or package_database(case) or default_folder(),
        options.level,
        None if options.writers is None else tuple(options.writers),
        top=options.top,
        calibration=options.calibration,
        verbal_scale=options.verbal_scale,
    )
    engine = Engine(options.model or shipped_model(), options.backend)
    with progress_task() as task:
        new = identify(engine, case.originals, item, settings, task)
    return _keep(case, options, new)


def _compare(case: Case, options: Namespace) -> int:
    item, other = find_item(case, options.item), find_item(case, options.other)
    engine = Engine(options.model or shipped_model(), options.backend)
    with progress_task() as task:
        new = compare(
            engine,
            case.originals,
            item,
            other,
            task,
            calibration=options.calibration,
            verbal_scale=options.verbal_scale,
        )
    return _keep(case, options, new)


def _keep(case: Case, options: Namespace, new: NewComparison) -> int:
    comparison_id = store_comparison(case, new)
    if notice := untold_copies(case, comparison_id):
        say_error(notice)
    return show_comparison(case, comparison_id, options)


def _events(case: Case, options: Namespace) -> int:
    events = history(case, options.after)
    if options.json:
        say_json([asdict(event) for event in events])
        return 0
    for event in events:
        who = event.examiner or event.account
        say(f"{event.number}  {event.at[:19]}  {shown_name(who)}  {event.kind}  {event.hash[:16]}…")
    return 0


def _check(case: Case, options: Namespace) -> int:
    with progress_task() as task:
        check = check_case(case, task=task)
    if options.json:
        say_json(asdict(check))
    else:
        for problem in check.problems:
            say_error(problem)
        say(
            f"{check.history.count} entries of history, {check.originals} originals and "
            f"{check.comparisons} comparisons verified: {len(check.problems)} problems"
        )
        say(f"head of the history: {check.history.head}")
    return 1 if check.problems else 0


ACTIONS: Mapping[str, Callable[[Case, Namespace], int]] = {
    "show": _show,
    "add": _add,
    "identify": _identify,
    "compare": _compare,
    "events": _events,
    "check": _check,
    "propositions": propositions,
    "view": view,
    "describe": case_items.describe,
    "pages": case_items.pages,
    "prepare": case_items.prepare,
    "remove": case_items.remove,
    "restore": case_items.restore,
    "note": case_items.note,
    "hide-names": case_items.hide_names,
}
