"""The course of a training run, as CSV and as a picture."""

import csv
from dataclasses import asdict, fields
from pathlib import Path

from writerid.training.train import CurvePoint


class CurveFile:
    """Appends points to ``curves.csv`` as they come; a resumed run goes on in the same file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "curves.csv"
        self.picture = folder / "curves.png"
        folder.mkdir(parents=True, exist_ok=True)
        self.points: list[CurvePoint] = []
        if self.file.exists():
            with self.file.open(newline="", encoding="utf-8") as stream:
                self.points = [_point(row) for row in csv.DictReader(stream)]

    @property
    def last(self) -> CurvePoint | None:
        """The latest point."""
        return self.points[-1] if self.points else None

    def add(self, point: CurvePoint) -> None:
        """Write one more line."""
        self.points.append(point)
        fresh = not self.file.exists()
        with self.file.open("a", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, [field.name for field in fields(CurvePoint)])
            if fresh:
                writer.writeheader()
            writer.writerow(asdict(point))

    def draw(self) -> None:
        """Draw the losses and the learning rate over the minutes of the run."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        minutes = [point.seconds / 60.0 for point in self.points]
        figure = Figure(figsize=(8.0, 4.5), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        for name, label in (
            ("patch_loss", "patches"),
            ("set_loss", "sets"),
            ("class_loss", "classification"),
        ):
            axes.plot(minutes, [getattr(point, name) for point in self.points], label=label)
        axes.set_xlabel("minutes of training")
        axes.set_ylabel("loss")
        axes.grid(alpha=0.3)
        rate = axes.twinx()
        rate.plot(
            minutes, [point.learning_rate for point in self.points], color="0.6", linestyle=":"
        )
        rate.set_ylabel("learning rate (dotted)")
        axes.legend()
        figure.savefig(self.picture, dpi=120)


def _point(row: dict[str, str]) -> CurvePoint:
    whole = ("step", "patches")
    return CurvePoint(**{k: int(v) if k in whole else float(v) for k, v in row.items()})  # type: ignore[arg-type]
