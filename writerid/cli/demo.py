"""``writerid demo``."""

import csv
import html
import json
from argparse import Namespace
from pathlib import Path

from writerid.cli.console import progress_task, say
from writerid.cli.identification import (
    Identification,
    identify_one,
    item_record,
    run_record,
    say_identification,
    say_what_it_means,
)
from writerid.cli.known import read_known
from writerid.errors import WriterIdError
from writerid.pipeline.identify import Engine, ReadSettings
from writerid.resources import resources_folder, shipped_model

NOTE = "Synthetic handwriting: drawn by a program from fonts, not written by any person."


def run(options: Namespace) -> int:
    """Identify the questioned letters of the demonstration case and draw the evidence."""
    case = resources_folder() / "demo"
    answers = _answers(case)
    engine = Engine(options.model or shipped_model(), options.backend)
    settings = ReadSettings()
    say(f"Demonstration case. {NOTE}")
    with progress_task() as task:
        known = read_known(engine, case / "labels.csv", settings, task)
        writers = {document.writer for document in known.documents}
        say(f"{len(known.documents)} known letters by {len(writers)} writers")
        results = [
            identify_one(
                engine,
                file,
                known,
                settings,
                task,
                evidence_folder=options.out / "evidence",
                evidence_top=1,
            )
            for file in answers
        ]
    for result in results:
        say_identification(result, 5)
        say(f"in truth written by: {answers[result.file]}")
    say_what_it_means()
    record = {
        **run_record(engine, settings),
        "note": NOTE,
        "items": [item_record(result, known) for result in results],
    }
    (options.out / "results.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False), encoding="utf-8"
    )
    page = options.out / "index.html"
    page.write_text(_page(results, answers, options.out), encoding="utf-8")
    say(f"\nThe results are in {options.out.resolve()}: open {page.name} to see the evidence.")
    return 0


def _answers(case: Path) -> dict[Path, str]:
    file = case / "answers.csv"
    if not file.is_file():
        raise WriterIdError(
            f"the demonstration case is missing ({file}): install the program again", path=file
        )
    with file.open(newline="", encoding="utf-8") as stream:
        return {case / row["path"]: row["writer"] for row in csv.DictReader(stream)}


STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #20222a; max-width: 1180px; margin: 2rem auto;
       padding: 0 1.5rem; }
.note { background: #eef2f8; padding: .6rem 1rem; border-left: 4px solid #005ab5; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { padding: .25rem 1rem .25rem 0; text-align: left; border-bottom: 1px solid #d9dce2; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; border: 1px solid #d9dce2; margin: .5rem 0 1.5rem; }
h2 { margin-top: 3rem; }
"""


def _page(results: list[Identification], answers: dict[Path, str], folder: Path) -> str:
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>writerid: demonstration case</title><style>{STYLE}</style></head><body>",
        "<h1>Demonstration case</h1>",
        f"<p class='note'>{NOTE} What is reached here says nothing about casework.</p>",
        "<p>A score is a cosine, no probability, and is not calibrated. Someone always ranks "
        "first: that alone does not say that the writer is among the known.</p>",
    ]
    for result in results:
        parts.append(f"<h2>{html.escape(result.file.name)}</h2>")
        parts.append(
            "<table><tr><th class='number'>rank</th><th>writer</th><th class='number'>score</th>"
            "<th class='number'>documents</th></tr>"
        )
        parts.extend(
            f"<tr><td class='number'>{c.rank}{'=' if c.tied else ''}</td>"
            f"<td>{html.escape(c.writer)}</td><td class='number'>{c.score:.3f}</td>"
            f"<td class='number'>{c.document_count}</td></tr>"
            for c in result.candidates[:5]
        )
        truth = html.escape(answers[result.file])
        parts.append(f"</table><p>In truth written by: <strong>{truth}</strong>.</p>")
        for drawn in result.drawn:
            parts.extend(
                f"<img src='{html.escape(picture.relative_to(folder).as_posix())}' "
                f"alt='{html.escape(picture.stem)}' loading='lazy'>"
                for picture in drawn.pictures
            )
    parts.append("</body></html>")
    return "\n".join(parts)
