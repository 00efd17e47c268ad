"""What preparation draws on the page: areas, the ink that was found, keypoints."""

from PySide6.QtCore import QObject, QRectF

from writerid.gui.pageview.layers import Area, AreaLayer, KeypointLayer, PictureLayer
from writerid.gui.pageview.view import PageView
from writerid.gui.prepare.ink_request import FoundInk, InkPreview
from writerid.gui.theme import Theme
from writerid.pipeline.steps import Mask, MaskStroke, Region, Step


class PreparationOverlays(QObject):
    """The layers over one view, and whether the page is shown before or after."""

    def __init__(self, view: PageView, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._found: FoundInk | None = None
        self._after = False
        self._wants_keypoints = False
        self.picture = PictureLayer()
        self.preview = PictureLayer()
        self.areas = AreaLayer(theme.colours.selection)
        self.keypoints = KeypointLayer(theme.colours.keypoint)
        for layer in (self.picture, self.preview, self.areas, self.keypoints):
            view.add_layer(layer)
        self._show()

    def forget(self) -> None:
        """Another page: nothing is known of its ink yet."""
        self._found = None
        self.picture.set_picture((), QRectF())
        self.preview.set_picture((), QRectF())
        self._show()

    def show_found(self, found: FoundInk) -> None:
        """The engine's answer, which ends the preview."""
        self._found = found
        self.preview.set_picture((), QRectF())
        self.picture.set_picture(found.pictures, self._page_rect())
        self.keypoints.set_keypoints(found.position_px, found.size_px)
        self._show()

    def show_preview(self, preview: InkPreview) -> None:
        """A quick look at the visible part."""
        self.preview.set_picture((preview.picture,), QRectF(*preview.rect))
        self._show()

    def set_after(self, after: bool) -> None:
        """Show the page as it is, or what of it counts."""
        self._after = after
        degrees = 0.0 if self._found is None or not after else self._found.turned_degrees
        self._view.turn(degrees)
        self._show()

    def set_keypoints_shown(self, shown: bool) -> None:
        """Draw the keypoints or not."""
        self._wants_keypoints = shown
        self._show()

    def show_areas(self, steps: tuple[Step, ...], chosen: int) -> None:
        """Regions, masks and brush strokes; the chosen step is drawn stronger."""
        areas: list[Area] = []
        selected = None
        for row, step in enumerate(steps):
            if row == chosen:
                selected = len(areas)
            if isinstance(step, Region):
                areas.append(Area(step.polygon, inverted=True))
            elif isinstance(step, Mask):
                areas.append(Area(step.polygon))
            elif isinstance(step, MaskStroke):
                areas.append(Area(step.line, step.width_px))
        self.areas.set_areas(areas, self._page_rect(), selected)

    def _page_rect(self) -> QRectF:
        page = self._view.page
        return QRectF() if page is None else QRectF(0, 0, page.page.width_px, page.page.height_px)

    def _show(self) -> None:
        self.picture.setVisible(self._after)
        self.preview.setVisible(self._after)
        self.keypoints.setVisible(self._wants_keypoints and self._found is not None)
        self._view.viewport().update()
