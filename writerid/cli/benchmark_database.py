"""``writerid benchmark --gallery`` and ``--enrol``: the database under load, in its own folder."""

import os
import statistics
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from writerid.cli.console import progress_task, say, say_table
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import shipped_model
from writerid.store.database import Database
from writerid.store.encoding import EncodingSettings
from writerid.store.enrolment import enrol
from writerid.store.gallery import open_gallery
from writerid.store.overview import look_over
from writerid.store.plan import plan_enrolment
from writerid.store.ranking import Level, Selection, rank_stored
from writerid.store.sources import list_sources
from writerid.store.synthetic import fill

TOP = 10


def time_gallery(
    engine: Engine, page: Path, settings: ReadSettings, options: Namespace
) -> dict[str, Any]:
    """Rank a page against a made-up database: its matrices made, opened, multiplied."""
    with tempfile.TemporaryDirectory() as folder:
        with Database.create(Path(folder)) as database, progress_task() as task:
            fill(
                database,
                engine.encoder,
                engine.model_id,
                options.gallery,
                options.documents,
                task=task,
            )
            size = look_over(database)
        with Database.open(Path(folder)) as database:
            began = time.perf_counter()
            open_gallery(database, engine.encoder, engine.model_id)
            making = time.perf_counter() - began
            seconds = _time_ranking(engine, database, page, settings, options.runs)
    return {
        "writers": options.gallery,
        "documents": size.documents,
        "sqlite_mb": size.sqlite_bytes / 1e6,
        "making_the_cache_s": making,
        **seconds,
    }


def _time_ranking(
    engine: Engine, database: Database, page: Path, settings: ReadSettings, runs: int
) -> dict[str, float]:
    levels: tuple[Level, ...] = ("writer", "document")
    taken: dict[str, list[float]] = {
        name: []
        for name in ("opening_s", "page_to_ranked_list_s", *(f"rank_{one}s_s" for one in levels))
    }
    for _ in range(runs + 1):
        began = time.perf_counter()
        questioned = engine.encode_document(page, settings)
        encoded = time.perf_counter()
        gallery = open_gallery(database, engine.encoder, engine.model_id)
        taken["opening_s"].append(time.perf_counter() - encoded)
        for level in levels:
            before = time.perf_counter()
            selection = Selection(level)
            rank_stored(database, engine.encoder, gallery, questioned.code, selection, TOP)
            taken[f"rank_{level}s_s"].append(time.perf_counter() - before)
            if level == "writer":
                taken["page_to_ranked_list_s"].append(time.perf_counter() - began)
    return {name: statistics.median(values[1:]) for name, values in taken.items()}


def time_enrolment(engine: Engine, settings: ReadSettings, options: Namespace) -> dict[str, Any]:
    """Enrol a folder into a database of its own, made large first where that is asked for."""
    encoding = EncodingSettings(options.model or shipped_model(), options.backend, options.workers)
    with (
        tempfile.TemporaryDirectory() as folder,
        Database.create(Path(folder)) as database,
        progress_task() as task,
    ):
        if options.enrol_into:
            fill(
                database,
                engine.encoder,
                engine.model_id,
                options.enrol_into,
                options.documents,
                with_places=True,
                task=task,
            )
        before = look_over(database)
        processor = _processor_s()
        began = time.perf_counter()
        plan = plan_enrolment(database, list_sources([options.enrol]), settings, task=task)
        planned = time.perf_counter()
        report = enrol(database, engine, plan, settings, encoding, task=task)
        taken = time.perf_counter() - planned
        processor = _processor_s() - processor
        after = look_over(database)
    if report.pages == 0:
        reasons = "; ".join(lost.reason for lost in report.failed[:3])
        raise WriterIdError(f"nothing in {options.enrol} could be enrolled: {reasons}")
    return {
        "documents_before": before.documents,
        "pages": report.pages,
        "left_out": len(report.failed),
        "processes": encoding.process_count,
        "planning_s": planned - began,
        "enrolment_s": taken,
        "pages_a_second": report.pages / taken,
        "pages_a_second_a_process": report.pages / taken / encoding.process_count,
        "processor_s_a_page": processor / report.pages,
        "sqlite_kb_a_page": (after.sqlite_bytes - before.sqlite_bytes) / 1e3 / report.pages,
    }


def _processor_s() -> float:
    """What this process and those that it started and that are done have used of the processors."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def say_figures(title: str, figures: dict[str, Any]) -> None:
    """Two columns."""
    say("")
    say(title)
    say_table(
        ["what", "figure"],
        [
            [name.replace("_", " "), f"{value:.3f}" if isinstance(value, float) else str(value)]
            for name, value in figures.items()
        ],
    )
