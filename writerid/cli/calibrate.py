"""``writerid calibrate``."""

from argparse import Namespace

from writerid.cli.console import progress_task, say, say_error, say_json, say_skipped, say_table
from writerid.cli.reference_samples import read_reference
from writerid.pipeline.calibration import FILE, Calibration
from writerid.pipeline.identify import Engine
from writerid.pipeline.statements import shown_ratio
from writerid.resources import shipped_model
from writerid.training.calibrating import Description, calibrate
from writerid.training.calibration_card import write_calibration_card


def run(options: Namespace) -> int:
    """Fit a calibration to a reference collection and write it with its card."""
    engine = Engine(options.model or shipped_model(), options.backend)
    with progress_task() as task:
        reference = read_reference(options, engine, task)
        description = Description(
            label=options.label
            or f"{reference.source}, {len(reference.samples.writer_names)} writers",
            source=reference.source,
            scripts=_merged(reference.scripts, options.scripts),
            styles=_merged(reference.styles, options.styles),
            isotonic=options.isotonic,
        )
        calibration, _ = calibrate(
            engine.encoder, engine.model_id, reference.samples, description, task
        )
    calibration.save(options.out / FILE)
    write_calibration_card(calibration, options.out)
    lost = say_skipped(reference.skipped)
    if options.json:
        say_json(
            {
                "calibration_id": calibration.calibration_id,
                **calibration.to_record(),
                "adapted_pages": int(reference.samples.adapted.sum()),
            }
        )
    else:
        _say(calibration, options)
    if not (description.scripts and description.styles):
        say_error(
            "scripts and styles of the collection are not all recorded: items of a recorded script "
            "or style will get no LR. Name them with --scripts and --styles"
        )
    return 1 if lost else 0


def _merged(recorded: tuple[str, ...], given: str | None) -> tuple[str, ...]:
    named = {part.strip() for part in (given or "").split(",") if part.strip()}
    return tuple(sorted({*recorded, *named}))


def _say(calibration: Calibration, options: Namespace) -> None:
    basis = calibration.basis
    say(
        f"{basis.writers} writers, {basis.pages} pages, {len(basis.collections)} collections; "
        f"{basis.same:,} same-writer and {basis.different:,} different-writer comparisons"
    )
    say("Cross-validated over writers, LRs within their bounds:")
    say_table(
        ["questioned", "cm", "Cllr", "95 %", "Cllr-min", "EER %", "wrong same %", "wrong diff. %"],
        [
            [
                row.amount,
                f"{row.median_mm / 10.0:.0f}",
                f"{row.cllr:.2f}",
                f"{row.cllr_low:.2f}–{row.cllr_high:.2f}",
                f"{row.cllr_min:.2f}",
                f"{100.0 * row.equal_error_rate:.1f}",
                f"{100.0 * row.misleading_same:.1f}",
                f"{100.0 * row.misleading_different:.1f}",
            ]
            for row in calibration.figures
        ],
    )
    say("Bounds, by the harmonic mean of both amounts of writing:")
    say_table(
        ["from cm", "lowest LR", "highest LR", "writers"],
        [
            [
                f"{bound.from_mm / 10.0:.0f}",
                shown_ratio(bound.lower),
                shown_ratio(bound.upper),
                str(bound.writers),
            ]
            for bound in calibration.bounds
        ],
    )
    say(f"calibration {calibration.calibration_id[:12]}: {options.out / FILE}")
