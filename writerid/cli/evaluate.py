"""``writerid evaluate``."""

from argparse import Namespace

from writerid import __version__
from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped, say_table
from writerid.cli.labelled import count_sources, read_collection
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model
from writerid.training.adapted_pages import pages_not_asked
from writerid.training.card import record_figures
from writerid.training.embedded import embed_collection
from writerid.training.evaluate import Evaluation, Interval, encode_queries, evaluate


def run(options: Namespace) -> int:
    """Measure identification with one document left out."""
    engine = Engine(options.model or shipped_model(), options.backend)
    with progress_task() as task:
        labels, collection = read_collection(options, task, options.split)
        pages = embed_collection(collection, engine.embedder, unit=options.unit, task=task)
        adapted = engine.model.adapted_pages
        queries = encode_queries(engine.encoder, pages, options.unit, adapted)
    if queries.adapted:
        say_error(pages_not_asked(queries.adapted))
    result = evaluate(engine.encoder, queries, options.unit)
    lost = say_skipped([*labels.skipped, *collection.skipped])
    record = {
        **result.to_record(),
        "split": options.split,
        "labels": options.labels.name,
        "model_id": engine.model_id,
        "backend": engine.embedder.backend,
        "writerid": __version__,
        "resolution": count_sources([collection]),
        "pages_left_out": lost,
        "adapted_pages": queries.adapted,
    }
    if options.record:
        record_figures(engine.model.folder, record)
    if options.json:
        say_json(record)
    else:
        _say(result)
    return 1 if lost else 0


def _say(result: Evaluation) -> None:
    say(
        f"{result.queries} queries (unit {result.unit}) of {result.query_writers} writers against "
        f"{result.documents} documents of {result.writers} writers; the query's document left out"
    )
    say_table(
        ["", "by writer", "95 %", "by document", "95 %"],
        [
            [
                name,
                *_cells(getattr(result.by_writer, field)),
                *_cells(getattr(result.by_document, field)),
            ]
            for name, field in (
                ("top 1 %", "top1"),
                ("top 5 %", "top5"),
                ("top 10 %", "top10"),
                ("mean average precision %", "mean_average_precision"),
                ("equal error rate %", "equal_error_rate"),
            )
        ],
    )


def _cells(figure: Interval) -> list[str]:
    return [f"{100 * figure.value:.1f}", f"{100 * figure.low:.1f}–{100 * figure.high:.1f}"]
