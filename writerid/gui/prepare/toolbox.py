"""The tools above the page and what their drawing does to the steps."""

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QAction

from writerid.gui.pageview.source import LoadedPage
from writerid.gui.pageview.tool import Tool
from writerid.gui.pageview.viewer import PageViewer
from writerid.gui.prepare.corners import CornerEditor
from writerid.gui.prepare.model import PreparationModel
from writerid.gui.prepare.tools import (
    BrushTool,
    LevelTool,
    PipetteTool,
    Points,
    PolygonTool,
    RectangleTool,
)
from writerid.gui.shortcuts import described_action
from writerid.gui.theme import Theme
from writerid.model import MM_PER_INCH
from writerid.pipeline.steps import Deskew, InkColour, Mask, MaskStroke, Region, Rotate

BRUSH_MM = 3.0
PIPETTE_REACH_PX = 4


class Toolbox(QObject):
    """Adds its buttons to a viewer; its tools change the model they are given."""

    before_after = Signal(bool)
    """Whether the page is shown after preparation."""

    keypoints_wanted = Signal(bool)

    def __init__(self, viewer: PageViewer, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._model: PreparationModel | None = None
        self._page: LoadedPage | None = None
        self._redrawn: int | None = None
        self._brush_was_set = False
        self.region, self.polygon = RectangleTool(self), PolygonTool(self)
        self.brush, self.level, self.pipette = BrushTool(self), LevelTool(self), PipetteTool(self)
        self._tools: dict[str, Tool] = {}
        self._actions: dict[str, QAction] = {}
        viewer.add_separator()
        self._offer("region", "region", self.tr("Only this region counts"), "R", self.region)
        self._offer("mask", "polygon", self.tr("Leave out an area"), "A", self.polygon)
        self._offer("brush", "brush", self.tr("Strike out with the brush"), "S", self.brush)
        self._offer("level", "level", self.tr("Draw a line that shall be level"), "L", self.level)
        self._tools["pipette"] = self.pipette
        self.corners = CornerEditor(viewer, self)
        viewer.add_separator()
        self.undo = viewer.add_action("undo", "undo", self.tr("Undo"), "Ctrl+Z")
        self.redo = viewer.add_action("redo", "redo", self.tr("Redo"), "Ctrl+Shift+Z")
        viewer.add_separator()
        self._after = viewer.add_action(
            "before-after",
            "before-after",
            self.tr("Show what counts (before / after)"),
            "B",
            checkable=True,
        )
        self._keypoints = viewer.add_action(
            "keypoints", "keypoints", self.tr("Show keypoints"), "K", checkable=True
        )
        for text, keys in (
            (self.tr("Brush narrower, wider"), "[  ]"),
            (self.tr("Close the polygon"), self.tr("double click, right click, Enter")),
            (self.tr("Take back the last corner, give up"), self.tr("Backspace, Esc")),
            (self.tr("Next, previous corner of the chosen area"), "C, Shift+C"),
            (self.tr("Move the corner, far"), self.tr("arrow keys, with Shift")),
            (self.tr("Take the corner away"), self.tr("Delete")),
        ):
            described_action(viewer, text, keys)
        self._after.toggled.connect(self.before_after)
        self._keypoints.toggled.connect(self.keypoints_wanted)
        viewer.tool_changed.connect(self._show_tool)
        self._connect_tools()
        self.set_model(None)

    @property
    def is_after(self) -> bool:
        """Whether the page is shown after preparation."""
        return self._after.isChecked()

    def action(self, name: str) -> QAction:
        """The button of a tool: region, mask, brush, level."""
        return self._actions[name]

    def show_after(self, after: bool) -> None:
        """Show the page before or after preparation."""
        self._after.setChecked(after)

    def set_model(self, model: PreparationModel | None) -> None:
        """What the tools change; None while no page is open."""
        self._model = model
        self._redrawn = None
        self.corners.show_row(model, -1)
        for action in (*self._actions.values(), self._after, self._keypoints):
            action.setEnabled(model is not None)
        if model is None and self._viewer.view.tool in self._tools.values():
            self._viewer.use_tool(None)

    def set_page(self, page: LoadedPage) -> None:
        """The page that is drawn on; the brush starts at a width that suits its resolution."""
        self._page = page
        if not self._brush_was_set:
            resolution = page.resolution
            dpi = page.page.height_px / 11.0 if resolution is None else resolution.dpi
            self.brush.width_px = max(BRUSH_MM / MM_PER_INCH * dpi, 3.0)

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """What undo and redo would do."""
        for action, text, verb in (
            (self.undo, undo, self.tr("Undo")),
            (self.redo, redo, self.tr("Redo")),
        ):
            action.setEnabled(text is not None)
            action.setText(verb if text is None else f"{verb}: {text}")
            keys = action.shortcut().toString()
            action.setToolTip(f"{action.text()} ({keys})")

    def pick_colour(self) -> None:
        """The next click on the page chooses the ink's colour."""
        self.show_after(False)
        self._viewer.use_tool(self.pipette)

    def draw_again(self, row: int) -> None:
        """The next area drawn takes the place of this step's."""
        if self._model is None or not 0 <= row < len(self._model.steps):
            return
        is_region = isinstance(self._model.steps[row], Region)
        self._viewer.use_tool(self.region if is_region else self.polygon)
        self._redrawn = row

    def edit_corners(self, row: int) -> None:
        """The chosen step: where it is an area, its corners can be moved."""
        self.corners.show_row(self._model, row)

    def _offer(self, name: str, icon: str, text: str, keys: str, tool: Tool) -> None:
        action = self._viewer.add_action(name, icon, text, keys, checkable=True)
        action.triggered.connect(lambda on: self._viewer.use_tool(tool if on else None))
        self._actions[name] = action
        self._tools[name] = tool

    def _connect_tools(self) -> None:
        self.region.drawn.connect(lambda points: self._area(Region(points)))
        self.polygon.drawn.connect(self._polygon_drawn)
        self.brush.drawn.connect(self._stroke_drawn)
        self.brush.width_changed.connect(self._brush_set)
        self.level.drawn.connect(self._levelled)
        self.pipette.drawn.connect(self._picked)

    def _show_tool(self, tool: object) -> None:
        self._redrawn = None
        for name, action in self._actions.items():
            action.setChecked(self._tools[name] is tool)

    def _area(self, step: Region | Mask) -> None:
        row, self._redrawn = self._redrawn, None
        if self._model is None:
            return
        if row is not None and row < len(self._model.steps):
            self._model.replace_step(row, step)
            self._viewer.use_tool(None)
            return
        place = self._model.first(Region) if isinstance(step, Region) else None
        if place is not None:
            # Regions add up to their overlap: a second rectangle is meant instead of the first.
            self._model.replace_step(place, step)
        else:
            self._model.add(step)
        if isinstance(step, Region):
            self._viewer.use_tool(None)

    def _polygon_drawn(self, points: Points) -> None:
        again = self._redrawn is not None
        is_region = (
            self._model is not None
            and again
            and isinstance(self._model.steps[self._redrawn or 0], Region)
        )
        self._area(Region(points) if is_region else Mask(points))

    def _stroke_drawn(self, points: Points) -> None:
        if self._model is not None:
            self._model.add(MaskStroke(points, round(self.brush.width_px, 1)))

    def _brush_set(self) -> None:
        self._brush_was_set = True

    def _levelled(self, degrees: float) -> None:
        if self._model is None:
            return
        # The view may be turned already; the line was drawn in the page's own coordinates.
        steps = tuple(s for s in self._model.steps if not isinstance(s, Rotate | Deskew))
        self._model.replace_all((Rotate(degrees), *steps), self.tr("level the page by a line"))
        self._viewer.use_tool(None)
        self.show_after(True)

    def _picked(self, at: QPointF) -> None:
        if self._model is None or self._page is None:
            return
        rgb = darkest_near(self._page, at)
        self._viewer.use_tool(None)
        if rgb is not None:
            old = self._model.colour
            tolerance = InkColour(rgb).tolerance if old is None else old.tolerance
            self.show_after(True)
            self._model.set_colour(InkColour(rgb, tolerance))


def darkest_near(loaded: LoadedPage, at: QPointF) -> tuple[int, int, int] | None:
    """RGB of the darkest pixel near a point: a click beside the stroke's middle will do."""
    pixels = loaded.page.pixels
    if pixels.ndim != 3:
        return None
    x, y, reach = int(at.x()), int(at.y()), PIPETTE_REACH_PX
    part = pixels[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
    if part.size == 0:
        return None
    flat = part.reshape(-1, 3)
    red, green, blue = flat[np.argmin(flat.sum(axis=1, dtype=np.int64))].tolist()
    return red, green, blue
