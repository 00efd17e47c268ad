"""Validation figures as tables: which columns there are, what each means, and the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from writerid.gui.figures import length_of_writing

if TYPE_CHECKING:
    from writerid.pipeline.calibration import Calibration

translate = QCoreApplication.translate

AnyIndex = QModelIndex | QPersistentModelIndex
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """One table. ``columns``: a heading and what it means; ``rows``: cells."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


class FigureTable(QAbstractTableModel):
    """Shows ``Figures``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figures = Figures("", (), ())

    def show(self, figures: Figures) -> None:
        """Show another table."""
        self.beginResetModel()
        self.figures = figures
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.figures.rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.figures.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        heading, meaning = self.figures.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<qt>{meaning}</qt>"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.figures.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            heading, meaning = self.figures.columns[index.column()]
            cell = self.figures.rows[index.row()][index.column()]
            return f"<qt>{heading}: {cell}<br>{meaning}</qt>"
        return None


def figures_of(record: Record) -> tuple[Figures, ...]:
    """The tables of a validation record. Raises KeyError, TypeError, ValueError."""
    rows = record["by_amount"]
    found = [
        Figures(
            translate("Validation", "By amount of writing"),
            (_amount(), *_measures()),
            tuple((str(row["name"]), *_cells(row)) for row in rows),
        ),
        Figures(
            translate("Validation", "By collection"),
            (_collection(translate("Validation", "Collection")), _amount(), *_measures()),
            tuple(
                (str(row["collection"]), str(row["name"]), *_cells(row))
                for row in record["by_collection"]
            ),
        ),
        _across(record),
        _bands(record),
        _identification(record),
    ]
    return tuple(one for one in found if one.rows)


def figures_kept(calibration: "Calibration") -> tuple[Figures, ...]:
    """Those that a calibration holds itself."""
    rows = tuple(
        (
            row.amount,
            length_of_writing(row.median_mm),
            str(row.writers),
            interval({"value": row.cllr, "low": row.cllr_low, "high": row.cllr_high}),
            f"{row.cllr_min:.2f}",
            f"{row.cllr - row.cllr_min:.2f}",
            f"{100.0 * row.equal_error_rate:.1f} %",
            f"{100.0 * row.misleading_same:.1f} %",
            f"{100.0 * row.misleading_different:.1f} %",
        )
        for row in calibration.figures
    )
    name = translate("Validation", "By amount of writing")
    return (Figures(name, (_amount(), *_measures()), rows),)


def interval(figure: Mapping[str, float], *, percent: bool = False) -> str:
    """“0.24 (0.17–0.33)”, or “4.4 (2.1–6.8) %”: the 95 % limits in brackets."""
    factor, digits, sign = (100.0, 1, " %") if percent else (1.0, 2, "")
    value, low, high = (factor * figure[name] for name in ("value", "low", "high"))
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f}){sign}"


def _cells(row: Record) -> tuple[str, ...]:
    return (
        length_of_writing(row["median_mm"]),
        str(row["writers"]),
        *(interval(row[name]) for name in ("cllr", "cllr_min", "cllr_cal")),
        *(
            interval(row[name], percent=True)
            for name in ("equal_error_rate", "misleading_same", "misleading_different")
        ),
    )


def _across(record: Record) -> Figures:
    return Figures(
        translate("Validation", "Across collections"),
        (
            _collection(translate("Validation", "Fitted on")),
            _collection(translate("Validation", "Tested on")),
            _amount(),
            _cllr(),
        ),
        tuple(
            (row["fitted_on"], row["tested_on"], row["amount"], interval(row["cllr"]))
            for row in record["across_collections"]
        ),
    )


def _bands(record: Record) -> Figures:
    misleading = translate(
        "Validation", "Share of the LRs that point this far to the wrong side, with its interval."
    )
    return Figures(
        translate("Validation", "Misleading, by band"),
        (
            _amount(),
            (
                translate("Validation", "LR from"),
                translate("Validation", "The lower limit of a verbal band; 1/LR for one writer."),
            ),
            (translate("Validation", "One writer, at or below 1/LR"), misleading),
            (translate("Validation", "Different writers, at or above LR"), misleading),
        ),
        tuple(
            (
                row["amount"],
                f"{row['lr']:,.0f}" if row["lr"] > 1.0 else translate("Validation", "beyond 1"),
                interval(row["same"], percent=True),
                interval(row["different"], percent=True),
            )
            for row in record["misleading_by_band"]
        ),
    )


def _identification(record: Record) -> Figures:
    ranked = translate(
        "Validation", "How often the writer is there, among the writers of its own collection."
    )
    every = translate("Validation", "all")
    return Figures(
        translate("Validation", "Ranking"),
        (
            _collection(translate("Validation", "Collection")),
            _amount(),
            (translate("Validation", "Pieces"), translate("Validation", "Questioned pieces.")),
            _writers(),
            (translate("Validation", "Writer ranked first"), ranked),
            (translate("Validation", "Among the first five"), ranked),
        ),
        tuple(
            (
                str(row.get("collection", every)),
                row["name"],
                str(row["pieces"]),
                str(row["writers"]),
                interval(row["top1"], percent=True),
                interval(row["top5"], percent=True),
            )
            # Records of earlier versions lack the rows of each collection.
            for row in (
                *record["identification"],
                *record.get("identification_by_collection", ()),
            )
        ),
    )


def _amount() -> tuple[str, str]:
    return (
        translate("Validation", "Questioned writing"),
        translate("Validation", "How much questioned writing was compared with a writer."),
    )


def _collection(heading: str) -> tuple[str, str]:
    return heading, translate("Validation", "A part of the reference writing, of one origin.")


def _writers() -> tuple[str, str]:
    return (
        translate("Validation", "Writers"),
        translate("Validation", "Independent writers that the figures rest on."),
    )


def _cllr() -> tuple[str, str]:
    return (
        translate("Validation", "Cllr"),
        translate(
            "Validation",
            "The cost of the likelihood ratios: 0 is perfect, 1 is worth nothing. In brackets the "
            "95 % interval, a bootstrap over writers.",
        ),
    )


def _measures() -> Sequence[tuple[str, str]]:
    return (
        (
            translate("Validation", "Median"),
            translate("Validation", "The median amount, by length of the strokes."),
        ),
        _writers(),
        _cllr(),
        (
            translate("Validation", "Cllr-min"),
            translate("Validation", "What the scores could reach at best: how well they tell."),
        ),
        (
            translate("Validation", "Cllr-cal"),
            translate("Validation", "What is lost by the calibration: Cllr less Cllr-min."),
        ),
        (
            translate("Validation", "Equal error rate"),
            translate("Validation", "Where both kinds of error are equally frequent."),
        ),
        (
            translate("Validation", "One writer, LR < 1"),
            translate("Validation", "LRs of one writer that mislead."),
        ),
        (
            translate("Validation", "Different, LR > 1"),
            translate("Validation", "LRs of different writers that mislead."),
        ),
    )
