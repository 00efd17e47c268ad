"""Making pages smaller, on worker threads: OpenCV is loaded with this module."""

import cv2
import numpy as np
from PySide6.QtGui import QImage

from writerid.gui.pageview.pyramid import OVERVIEW_PX, Pyramid, to_picture
from writerid.model import ByteArray
from writerid.tasks import SILENT, Task


def build_pyramid(pixels: ByteArray, task: Task = SILENT) -> Pyramid:
    """Halve (h, w[, 3]) uint8 ``pixels`` until it fits the overview."""
    levels = [pixels]
    while max(levels[-1].shape[:2]) > OVERVIEW_PX:
        task.check_cancelled()
        height, width = levels[-1].shape[:2]
        size = (max(round(width / 2), 1), max(round(height / 2), 1))
        half = np.asarray(cv2.resize(levels[-1], size, interpolation=cv2.INTER_AREA), np.uint8)
        half.setflags(write=False)
        levels.append(half)
    return Pyramid(tuple(levels))


def reduced_picture(pixels: ByteArray, largest_px: int) -> QImage:
    """``pixels`` shrunk to at most ``largest_px`` a side."""
    height, width = pixels.shape[:2]
    zoom = min(largest_px / max(height, width), 1.0)
    size = (max(round(width * zoom), 1), max(round(height * zoom), 1))
    return to_picture(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8))
