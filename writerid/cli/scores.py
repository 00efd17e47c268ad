"""``writerid scores``."""

from argparse import Namespace

import numpy as np

from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped
from writerid.cli.labelled import read_collection
from writerid.cli.record import lost_record
from writerid.pipeline.identify import Engine
from writerid.resources import shipped_model
from writerid.training.adapted_pages import pages_not_asked
from writerid.training.embedded import embed_collection
from writerid.training.evaluate import encode_queries, page_scores


def run(options: Namespace) -> int:
    """Write the scores of all queries against all pages."""
    engine = Engine(options.model or shipped_model(), options.backend)
    with progress_task() as task:
        labels, collection = read_collection(options, task, options.split)
        pages = embed_collection(collection, engine.embedder, unit=options.unit, task=task)
        adapted = engine.model.adapted_pages
        queries = encode_queries(engine.encoder, pages, options.unit, adapted)
    if queries.adapted:
        say_error(pages_not_asked(queries.adapted))
    scores = page_scores(engine.encoder, queries).astype(np.float32)
    paths = np.array(queries.page_paths)
    boxes = [(box.x, box.y, box.width, box.height) for box in queries.query_boxes]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    partial = options.out.with_name(options.out.name + ".partial")
    with partial.open("wb") as stream:
        np.savez_compressed(
            stream,
            allow_pickle=False,
            scores=scores,
            query_path=paths[queries.query_page],
            query_box=np.asarray(boxes, dtype=np.int32),
            document_path=paths,
        )
    partial.replace(options.out)
    skipped = [*labels.skipped, *collection.skipped]
    if options.json:
        say_json(
            {
                "model_id": engine.model_id,
                "unit": options.unit,
                "queries": scores.shape[0],
                "pages": scores.shape[1],
                "adapted_pages": queries.adapted,
                "out": str(options.out),
                "left_out": [lost_record(lost) for lost in skipped],
            }
        )
    else:
        say(f"{scores.shape[0]} queries × {scores.shape[1]} pages: {options.out}")
    return 1 if say_skipped(skipped) else 0
