"""Tippett, PAV and ECE plots of a validation, as PNG."""

from pathlib import Path
from typing import Any

import numpy as np

from writerid.pipeline.encoding import DoubleArray
from writerid.training.comparisons import BoolArray
from writerid.training.measures import empirical_cross_entropy, pav_log10_lr
from writerid.training.support import kinds_weighted
from writerid.training.validating import Validation, of_amount

DPI = 160
SAME, DIFFERENT = "#0072b2", "#d55e00"
"""Blue and vermilion: told apart by everyone, and dashes tell them apart in grey."""


def draw_plots(validation: Validation, folder: Path) -> dict[str, list[Path]]:
    """Draw each plot for each amount of writing; returns the files by kind of plot."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[Path]] = {"tippett": [], "pav": [], "ece": []}
    for row in validation.record["by_amount"]:
        name = str(row["name"])
        comparisons, ratios = of_amount(validation, name)
        weight = kinds_weighted(comparisons)
        for kind, plot in (("tippett", _tippett), ("pav", _pav), ("ece", _ece)):
            file = folder / f"{kind}-{name.replace(' ', '-')}.png"
            figure, axes = _new()
            plot(axes, ratios, comparisons.same, weight)
            axes.set_title(f"{name} of questioned writing", fontsize=10)
            figure.savefig(file, dpi=DPI, metadata={"Software": None})
            files[kind].append(file)
    return files


def _new() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(4.2, 3.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.grid(alpha=0.3)
    axes.tick_params(labelsize=8)
    return figure, axes


def _tippett(axes: Any, ratios: DoubleArray, same: BoolArray, weight: DoubleArray) -> None:
    """Share of LRs at or above each value."""
    for chosen, colour, line, label in (
        (same, SAME, "-", "same writer"),
        (~same, DIFFERENT, "--", "different writers"),
    ):
        order = np.argsort(ratios[chosen])
        share = np.cumsum(weight[chosen][order][::-1])[::-1]
        axes.step(ratios[chosen][order], share, color=colour, linestyle=line, label=label)
    axes.axvline(0.0, color="0.4", linewidth=0.8)
    axes.set_xlabel("log10 LR", fontsize=9)
    axes.set_ylabel("share of LRs at or above", fontsize=9)
    axes.legend(fontsize=8)


def _pav(axes: Any, ratios: DoubleArray, same: BoolArray, weight: DoubleArray) -> None:
    """LRs against what the best rising recalibration would make of them."""
    best = pav_log10_lr(ratios, same, weight)
    limit = float(np.abs(ratios).max()) * 1.1 + 0.1
    order = np.argsort(ratios, kind="stable")
    axes.plot(ratios[order], np.clip(best[order], -limit, limit), color=SAME, label="after PAV")
    axes.plot([-limit, limit], [-limit, limit], color="0.4", linestyle=":", label="no change")
    axes.set_xlim(-limit, limit)
    axes.set_ylim(-limit * 1.05, limit * 1.05)
    axes.set_xlabel("log10 LR given", fontsize=9)
    axes.set_ylabel("log10 LR after PAV (cut at the frame)", fontsize=9)
    axes.legend(fontsize=8)


def _ece(axes: Any, ratios: DoubleArray, same: BoolArray, weight: DoubleArray) -> None:
    """Empirical cross-entropy: given, after PAV, and without the LRs."""
    priors = np.linspace(-3.0, 3.0, 121)
    best = pav_log10_lr(ratios, same, weight)
    for values, colour, line, label in (
        (ratios, SAME, "-", "LRs given"),
        (best, DIFFERENT, "--", "after PAV"),
        (np.zeros(len(ratios)), "0.4", ":", "without LRs"),
    ):
        ece = empirical_cross_entropy(values, same, weight, priors)
        axes.plot(priors, ece, color=colour, linestyle=line, label=label)
    axes.set_xlabel("log10 prior odds", fontsize=9)
    axes.set_ylabel("empirical cross-entropy, bits", fontsize=9)
    axes.legend(fontsize=8)
