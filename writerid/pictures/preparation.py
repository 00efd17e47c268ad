"""What of a page is taken as writing, beside the original."""

import cv2
import numpy as np
from PIL import Image

from writerid.model import ByteArray, Page, PreparedPage
from writerid.pipeline.ink import flatten_background, sauvola_ink, to_grey

REMOVED = (238, 150, 110)
GAP_PX = 24


def before_after(page: Page, prepared: PreparedPage, *, largest_px: int = 1600) -> ByteArray:
    """RGB picture: left the original, right the ink; dark marks that do not count are pale red.

    Each half is at most ``largest_px`` on its longer side.
    """
    zoom = min(largest_px / max(page.height_px, page.width_px), 1.0)
    size = (max(round(page.width_px * zoom), 1), max(round(page.height_px * zoom), 1))
    before = Image.fromarray(np.ascontiguousarray(page.pixels)).convert("RGB").resize(size)
    # The ink lies in its own (turned, 300 dpi) frame: bring it back onto the page.
    to_small = np.array(prepared.to_original) * zoom
    to_small[:, 2] += to_small[:, :2] @ [0.5, 0.5] - 0.5
    kept = cv2.warpAffine(prepared.ink * 255, to_small, size, flags=cv2.INTER_AREA)
    dark = sauvola_ink(flatten_background(to_grey(np.asarray(before))), 0.2)
    after = np.full((size[1], size[0], 3), 255, dtype=np.uint8)
    after[dark > 0] = REMOVED
    # Around kept ink the coarse decision above differs by an edge pixel: that is no removal.
    near = cv2.dilate(kept, np.ones((5, 5), np.uint8)) > 0
    after[near] = 255
    black = (255 - kept)[..., None]
    after = np.minimum(after, black)
    gap = np.full((size[1], GAP_PX, 3), 128, dtype=np.uint8)
    return np.hstack([np.asarray(before), gap, after])
