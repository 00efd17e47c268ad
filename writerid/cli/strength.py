"""How commands weigh candidates and say it: shared by identify and compare."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from writerid.cli.calibration import chosen_calibration, chosen_scale
from writerid.cli.console import say
from writerid.pipeline.calibration import Calibration
from writerid.pipeline.refusals import Circumstances
from writerid.pipeline.statements import band_text, ratio_text, statements
from writerid.pipeline.strength import Compared, Strength, strength_of
from writerid.pipeline.verbal import VerbalScale
from writerid.store.names import shown_name


@dataclass(frozen=True)
class Weights:
    """What a run weighs with: a calibration, or the sentence why there is none."""

    calibration: Calibration | None
    why_none: str
    scale: VerbalScale
    circumstances: Circumstances

    def strength(self, compared: Compared) -> Strength:
        """Of one comparison."""
        return strength_of(compared, self.calibration, scale=self.scale, why_none=self.why_none)

    def record(self) -> dict[str, Any]:
        """For the JSON of a run."""
        calibration = self.calibration
        return {
            "calibration_id": None if calibration is None else calibration.calibration_id,
            "label": None if calibration is None else calibration.basis.label,
            "why_none": self.why_none or None,
            "verbal_scale": self.scale.name,
        }


def read_weights(options: Namespace, model_id: str) -> Weights:
    """From the options. Raises CalibrationError for a calibration given that can't be used."""
    found = chosen_calibration(options, model_id)
    calibration = found if isinstance(found, Calibration) else None
    why_none = found if isinstance(found, str) else ""
    circumstances = Circumstances(options.script, options.style, options.manner)
    return Weights(calibration, why_none, chosen_scale(options), circumstances)


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
        lead = f"{statement.topic}: " if statement.topic in ("H1", "H2", "caution") else ""
        say(f"  {lead}{shown_name(statement.text)}")


def legend(weights: Weights, strengths: Sequence[Strength]) -> None:
    """What belongs under a table of LRs."""
    if any(one.ratio is not None for one in strengths):
        say(
            "LR: how many times as probable the findings are if H1 is true as if H2 is true; no "
            "probability that somebody wrote it."
        )
    elif weights.calibration is None:
        say(f"No likelihood ratios: {weights.why_none}")
