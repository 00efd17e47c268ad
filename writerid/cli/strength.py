"""How commands weigh candidates and say it: shared by identify and compare."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from writerid.cli.calibration import chosen_calibration, chosen_scale, shipped_or_why
from writerid.cli.console import say, say_error
from writerid.pipeline.calibration import Calibration
from writerid.pipeline.propositions import Propositions, clean_wording, same_for_all
from writerid.pipeline.refusals import NOT_RECORDED, Circumstances
from writerid.pipeline.statements import band_text, ratio_text, statements
from writerid.pipeline.strength import Compared, Strength, default_propositions, strength_of
from writerid.pipeline.verbal import ENFSI, VerbalScale
from writerid.store.names import shown_name


@dataclass(frozen=True)
class Weights:
    """What a run weighs with: a calibration, or the sentence why there is none."""

    calibration: Calibration | None
    why_none: str
    scale: VerbalScale
    circumstances: Circumstances
    h1: str | None = None
    h2: str | None = None

    def strength(self, compared: Compared) -> Strength:
        """Of one comparison."""
        default = default_propositions(compared, self.calibration)
        wording = Propositions(self.h1 or default.h1, self.h2 or default.h2)
        return strength_of(
            compared,
            self.calibration,
            scale=self.scale,
            propositions=wording,
            why_none=self.why_none,
        )

    def warn(self) -> None:
        """Say what may have been overlooked in a wording for several candidates."""
        if doubt := same_for_all(self.h1):
            say_error(doubt)

    def record(self) -> dict[str, Any]:
        """For the JSON of a run."""
        calibration = self.calibration
        return {
            "calibration_id": None if calibration is None else calibration.calibration_id,
            "label": None if calibration is None else calibration.basis.label,
            "why_none": self.why_none or None,
            "verbal_scale": self.scale.name,
        }


def shipped_weights(model_id: str) -> Weights:
    """The calibration that ships, of writing of which nothing is recorded."""
    found = shipped_or_why(model_id)
    if isinstance(found, str):
        return Weights(None, found, ENFSI, NOT_RECORDED)
    return Weights(found, "", ENFSI, NOT_RECORDED)


def read_weights(options: Namespace, model_id: str) -> Weights:
    """From the options.

    Raises CalibrationError for a calibration given that can't be used, WriterIdError for a wording
    that can't.
    """
    h1, h2 = read_wording(options)
    found = chosen_calibration(options, model_id)
    calibration = found if isinstance(found, Calibration) else None
    why_none = found if isinstance(found, str) else ""
    circumstances = Circumstances(options.script, options.style, options.manner)
    return Weights(calibration, why_none, chosen_scale(options), circumstances, h1, h2)


def read_wording(options: Namespace) -> tuple[str | None, str | None]:
    """``--h1`` and ``--h2``, None where they are not given. Raises WriterIdError."""
    h1 = None if options.h1 is None else clean_wording(options.h1, "H1")
    h2 = None if options.h2 is None else clean_wording(options.h2, "H2")
    return h1, h2


STRENGTH_HEADER = ("LR", "support")


def strength_cells(strengths: Sequence[Strength], rank: int) -> tuple[str, ...]:
    """The LR and its band of the candidate at a rank; no cells where nothing was weighed."""
    if rank > len(strengths):
        return ()
    return ratio_text(strengths[rank - 1]), band_text(strengths[rank - 1])


def say_strength(strength: Strength) -> None:
    """Every statement on a line."""
    say("")
    say(f"Strength of the findings for {shown_name(strength.compared.candidate)}:")
    for statement in statements(strength):
        say_statement(statement.topic, statement.text)


def say_statement(topic: str, text: str) -> None:
    """A statement on a line of its own."""
    lead = f"{topic}: " if topic in ("H1", "H2", "caution") else ""
    say(f"  {lead}{shown_name(text)}")


def legend(weights: Weights, strengths: Sequence[Strength]) -> None:
    """What belongs under a table of LRs."""
    if any(one.ratio is not None for one in strengths):
        say(
            "LR: how many times as probable the findings are if H1 is true as if H2 is true; no "
            "probability that somebody wrote it."
        )
    elif weights.calibration is None:
        say(f"No likelihood ratios: {weights.why_none}")
