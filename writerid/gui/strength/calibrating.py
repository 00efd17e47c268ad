"""The job that makes a calibration from known writing, and validates it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writerid.errors import CalibrationError, WriterIdError
from writerid.gui.session import EngineShelf
from writerid.tasks import Task
from writerid.unfinished import remove_unfinished, unfinished_folder

if TYPE_CHECKING:
    from writerid.model import SkippedFile
    from writerid.pipeline.calibration import Calibration
    from writerid.pipeline.identify import Engine
    from writerid.pipeline.verbal import VerbalScale
    from writerid.store.reference_pages import StoredReference
    from writerid.training.samples import Samples

DRAWS = 300
MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class CalibrationRequest:
    """``labels`` None: the known writing of the database. ``target``: a folder, new or empty.

    ``dpi``: of all pages whose row of the labels gives none, whatever the file says. ``cache``:
    where prepared pages are kept, None for the usual place.
    """

    engine: EngineShelf
    database: Path
    labels: Path | None
    label: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    target: Path
    verbal_scale: Path | None = None
    dpi: float | None = None
    cache: Path | None = None
    draws: int = DRAWS


@dataclass(frozen=True, eq=False)
class Reference:
    """Samples of the known writing, and what is recorded of it."""

    samples: "Samples"
    source: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    skipped: "tuple[SkippedFile, ...]" = ()


@dataclass(frozen=True, eq=False)
class MadeCalibration:
    """What was written, and the files that were left out, with the reason."""

    file: Path
    calibration: "Calibration"
    skipped: "tuple[SkippedFile, ...]"


def make_calibration(request: CalibrationRequest, task: Task) -> MadeCalibration:
    """Calibrate and validate; the folder is there as a whole, or not at all.

    Raises CalibrationError, which says each reason, LabelsError, DatabaseError, Cancelled.
    """
    from writerid.pipeline.verbal import ENFSI, read_scale  # noqa: PLC0415 - on the worker
    from writerid.training.calibrating import Description, calibrate  # noqa: PLC0415

    _check_target(request.target)
    scale = ENFSI if request.verbal_scale is None else read_scale(request.verbal_scale)
    task.progress(0, 0, "loading the model")
    engine = request.engine.get()
    reference = read_reference(request, engine, task)
    description = Description(
        request.label or f"{reference.source}, {len(reference.samples.writer_names)} writers",
        reference.source,
        tuple(sorted({*reference.scripts, *request.scripts})),
        tuple(sorted({*reference.styles, *request.styles})),
    )
    try:
        calibration, _ = calibrate(
            engine.encoder, engine.model_id, reference.samples, description, task
        )
    except CalibrationError as error:
        raise CalibrationError(_reasons(error, reference)) from error
    file = _write(request, engine, reference, calibration, scale, task)
    return MadeCalibration(file, calibration, reference.skipped)


def _write(
    request: CalibrationRequest,
    engine: "Engine",
    reference: Reference,
    calibration: "Calibration",
    scale: "VerbalScale",
    task: Task,
) -> Path:
    from writerid.pipeline.calibration import FILE  # noqa: PLC0415 - on the worker
    from writerid.training.calibration_card import write_calibration_card  # noqa: PLC0415

    target = request.target
    remove_unfinished(target.parent)
    try:
        with unfinished_folder(target) as unfinished:
            calibration.save(unfinished / FILE)
            write_calibration_card(calibration, unfinished)
            _validate(request, engine, reference, calibration, scale, unfinished, task)
            task.check_cancelled()
            if target.is_dir():
                target.rmdir()
            unfinished.rename(target)
    except OSError as error:
        raise CalibrationError(
            f"{target} can't be written: {error.strerror}", path=target
        ) from error
    return target / FILE


def read_reference(request: CalibrationRequest, engine: "Engine", task: Task) -> Reference:
    """Prepare, cut and encode the known writing; what was encoded before is not encoded again."""
    if request.labels is not None:
        return _from_labels(request, request.labels, engine, task)
    from writerid.errors import DatabaseError  # noqa: PLC0415 - on the worker
    from writerid.store.database import FILE, Database  # noqa: PLC0415
    from writerid.store.reference_pages import list_reference, reference_pages  # noqa: PLC0415
    from writerid.training.samples import cut_samples  # noqa: PLC0415

    folder = request.database
    if not (folder / FILE).is_file():
        raise DatabaseError(
            f"There is no database of known writers in {folder} yet. Enrol writers first, or "
            "choose another database.",
            path=folder,
        )
    with Database.open(folder) as database:
        stored = list_reference(database)
        _check_stored(stored)
        pages = reference_pages(database, stored, task)
        samples = cut_samples(engine, pages, cache_folder=_samples_cache(request), task=task)
    return Reference(samples, f"database {folder.name}", stored.scripts, stored.styles)


def _from_labels(
    request: CalibrationRequest, file: Path, engine: "Engine", task: Task
) -> Reference:
    from writerid.labels import read_labels  # noqa: PLC0415 - on the worker
    from writerid.training.collection import collect  # noqa: PLC0415
    from writerid.training.reference_pages import labelled_pages  # noqa: PLC0415
    from writerid.training.samples import cut_samples  # noqa: PLC0415

    labels = read_labels(file)
    collection = collect(
        labels.pages,
        cache_folder=request.cache,
        dpi=request.dpi,
        workers=request.engine.workers,
        task=task,
    )
    pages = labelled_pages(collection, task)
    samples = cut_samples(engine, pages, cache_folder=_samples_cache(request), task=task)
    return Reference(
        samples,
        file.name,
        tuple(sorted({page.script for page in labels.pages} - {""})),
        tuple(sorted({page.style for page in labels.pages} - {""})),
        (*labels.skipped, *collection.skipped),
    )


def _samples_cache(request: CalibrationRequest) -> Path:
    from writerid.training.collection import default_cache  # noqa: PLC0415 - on the worker

    return (request.cache or default_cache()).parent / "samples"


def _check_target(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CalibrationError(
            f"{target} holds something already: choose a new or an empty folder, so that no "
            "calibration that is in use is overwritten",
            path=target,
        )


def _check_stored(stored: "StoredReference") -> None:
    """Say before hours of encoding what would be said after them."""
    from writerid.training.calibrating import LEAST_WRITERS  # noqa: PLC0415 - on the worker

    counts: dict[int, int] = {}
    for writer, _ in stored.documents:
        counts[writer.id] = counts.get(writer.id, 0) + 1
    several = sum(count > 1 for count in counts.values())
    if several >= LEAST_WRITERS:
        return
    reasons = [
        f"{several} of the {len(counts)} writers have writing on two documents: a calibration "
        f"needs at least {LEAST_WRITERS}",
    ]
    if len(counts) > several:
        reasons.append(
            f"{len(counts) - several} writers have one document: one writer's documents are "
            "compared with each other, never parts of one page"
        )
    raise CalibrationError(". ".join(reasons))


def _reasons(error: WriterIdError, reference: Reference) -> str:
    """Why there is no calibration, and which files might have made one possible."""
    lines = [str(error)]
    lines += [f"{file.path.name}: {file.reason}" for file in reference.skipped[:MOST_NAMED]]
    if len(reference.skipped) > MOST_NAMED:
        lines.append(f"and {len(reference.skipped) - MOST_NAMED} more files that were left out")
    return "\n".join(lines)


def _validate(
    request: CalibrationRequest,
    engine: "Engine",
    reference: Reference,
    calibration: "Calibration",
    scale: "VerbalScale",
    folder: Path,
    task: Task,
) -> None:
    from writerid.report.validation import write_validation_report  # noqa: PLC0415 - on the worker
    from writerid.training.plots import draw_plots  # noqa: PLC0415
    from writerid.training.records import write_record  # noqa: PLC0415
    from writerid.training.validating import validate  # noqa: PLC0415
    from writerid.training.validation_text import write_validation_text  # noqa: PLC0415

    validation = validate(
        engine.encoder,
        reference.samples,
        calibration,
        edges=tuple(band.from_lr for band in scale.bands),
        draws=request.draws,
        task=task,
    )
    task.progress(0, 0, "writing the report")
    record = {**validation.record, "source": reference.source, "verbal_scale": scale.name}
    plots = draw_plots(validation, folder)
    write_record(folder / "validation.json", record)
    write_validation_text(record, folder / "validation.md")
    write_validation_report(record, calibration, scale, plots, folder / "validation.pdf")
