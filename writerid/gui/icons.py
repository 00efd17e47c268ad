"""Line icons, drawn from paths in the colour of the text."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

PATHS = {
    "case": "M3 7a2 2 0 0 1 2-2h4l2 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
    "page": "M6 3h8l4 4v14H6z M14 3v4h4 M9 12h6 M9 16h6",
    "writers": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20c0-3.5 3-6 6.5-6s6.5 2.5 6.5 6"
    " M16 4.5a3.5 3.5 0 0 1 0 6.5 M18 14.5c2.2.8 3.5 2.9 3.5 5.5",
    "identify": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z M15.5 15.5L21 21",
    "evidence": "M3 4h8v16H3z M13 4h8v16h-8z M5.5 8h3 M15.5 8h3 M5.5 12h3 M15.5 12h3",
    "report": "M6 3h8l4 4v14H6z M14 3v4h4 M9 17v-3 M12 17v-6 M15 17v-4",
    "validation": "M4 4v16h16 M7 17c3-1 4-9 12-11 M7 8c5 0 5 8 12 8",
    "settings": "M4 7h10 M18 7h2 M4 12h2 M10 12h10 M4 17h8 M16 17h4 M16 9a2 2 0 1 0 0-4 2 2 0 0 0 "
    "0 4z M8 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M14 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
    "help": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.7.4-1.1.9-1.1 "
    "1.7 M12 16.8v.2",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 11v6 M12 7.4v.2",
    "open": "M3 19V6a1 1 0 0 1 1-1h5l2 2h7a1 1 0 0 1 1 1v2 M3 19l3-9h16l-3 9z",
    "new": "M6 3h8l4 4v14H6z M14 3v4h4 M12 11v6 M9 14h6",
    "play": "M7 4.5v15l12-7.5z",
    "close": "M6 6l12 12 M18 6L6 18",
    "hand": "M7 12V6.5a1.5 1.5 0 0 1 3 0V11 M10 10.5v-6a1.5 1.5 0 0 1 3 0V11 M13 10.5V6a1.5 1.5 0 "
    "0 1 3 0v6 M16 10.5V8.5a1.5 1.5 0 0 1 3 0V15c0 3.5-2.5 6-6 6-3 0-4.3-1.3-5.5-3.5L4.6 13.6c-.9"
    "-1.6 1-2.7 2-1.4L8 14",
    "region": "M4 8V4h4 M16 4h4v4 M20 16v4h-4 M8 20H4v-4 M8 8h8v8H8z",
    "polygon": "M5 9l7-5 8 6-3 9-10 1z",
    "brush": "M20 4L10.5 13.5 M8.5 14.5c-2.5 0-2.5 3-5 5 3.5 1 7.5 0 7.5-3 0-1.4-1.1-2-2.5-2z",
    "ruler": "M3 15L15 3l6 6L9 21z M7.5 10.5l2 2 M10.5 7.5l2.5 2.5 M13.5 4.5l2 2 M5 13.5l2 2",
    "rotate": "M19.5 9A8 8 0 1 0 20 13.5 M20 4v5h-5",
    "level": "M4 12h16 M4 6l4 0 M16 18h4 M8 4v4 M16 16v4",
    "pipette": "M4 20l1-4 8.5-8.5 3 3L8 19z M12 6l6 6 M15 7.5l2.5-3a1.8 1.8 0 0 1 2.6 2.6l-3 2.5",
    "undo": "M9 7L4 12l5 5 M4 12h10a6 6 0 0 1 6 6",
    "redo": "M15 7l5 5-5 5 M20 12H10a6 6 0 0 0-6 6",
    "restore": "M5 7h14 M7 7l1 13h8l1-13 M12 17v-6 M9.5 13L12 10.5l2.5 2.5",
    "add": "M12 5v14 M5 12h14",
    "up": "M12 19V5 M6 11l6-6 6 6",
    "down": "M12 5v14 M6 13l6 6 6-6",
    "delete": "M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
    "zoom-in": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z M15.5 15.5L21 21 M10.5 7.5v6 "
    "M7.5 10.5h6",
    "zoom-out": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z M15.5 15.5L21 21 M7.5 10.5h6",
    "fit-page": "M6 3h12v18H6z M9 8l3-3 3 3 M9 16l3 3 3-3",
    "fit-width": "M6 3h12v18H6z M11 9l-3 3 3 3 M13 9l3 3-3 3 M8 12h8",
    "actual": "M6 7l2-1.5V18 M16 7l2-1.5V18 M12.5 9v.2 M12.5 15v.2",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7 M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 "
    "5.7 5.7L12 17",
    "compare": "M4 5h6v14H4z M14 5h6v14h-6z M10 12h4",
    "heat": "M12 3c1 4 5 5.5 5 10a5 5 0 0 1-10 0c0-2 1-3 2-4 .3 1.5 1 2 2 2 0-3-.5-5 1-8z",
    "before-after": "M4 4h16v16H4z M12 4v16 M14.5 8l4 4 M14.5 13l3 3",
    "keypoints": "M6 6.5v.1 M12 9v.1 M18 6v.1 M8 14v.1 M15.5 15v.1 M11 19v.1 M18.5 19v.1 M5 19v.1",
}

FAINT = 0.45

THICK = frozenset({"keypoints"})


def icon(name: str, colour: str, active: str | None = None) -> QIcon:
    """The icon in ``colour``; in ``active`` where its button is checked."""
    made = QIcon()
    for size in (20, 40, 60):
        off = _draw(name, colour, size)
        checked = off if active is None else _draw(name, active, size)
        made.addPixmap(off, QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
        faint = _draw(name, colour, size, opacity=FAINT)
        for state in (QIcon.State.Off, QIcon.State.On):
            made.addPixmap(faint, QIcon.Mode.Disabled, state)
    return made


def _draw(name: str, colour: str, size: int, opacity: float = 1.0) -> QPixmap:
    width = 3.4 if name in THICK else 1.7
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{PATHS[name]}" '
        f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-linejoin="round" opacity="{opacity}"/></svg>'
    )
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
