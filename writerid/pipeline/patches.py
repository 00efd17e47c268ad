"""Windows around keypoints, cut from the prepared ink."""

import cv2
import numpy as np

from writerid.model import ByteArray, FloatArray, Keypoints, Patches, PreparedPage
from writerid.pipeline.keypoints import WINDOW_300

PATCH_PX = 32
"""Side of the image that the network sees."""


def cut_patches(prepared: PreparedPage, keypoints: Keypoints) -> Patches:
    """One patch per keypoint.

    The window is cut at the keypoint's exact position (not rounded to a pixel) from the ink at
    150 dpi, so that a patch is the mean ink of 2 × 2 pixels at 300 dpi.
    """
    images = cut_windows(half_size_ink(prepared.ink), keypoints.position_300 / 2.0, PATCH_PX)
    reach = WINDOW_300 / 2.0
    square = np.array([[-reach, -reach], [reach, -reach], [reach, reach], [-reach, reach]])
    corners = keypoints.position_300[:, None, :] + square[None]
    return Patches(images, prepared.map_to_original(corners), keypoints.size_300)


def half_size_ink(ink: ByteArray) -> ByteArray:
    """Ink at 150 dpi, 0–255, from 0/1 at 300 dpi; odd sizes are padded with paper."""
    height, width = ink.shape
    padded = np.pad(ink, ((0, height % 2), (0, width % 2)))
    size = (padded.shape[1] // 2, padded.shape[0] // 2)
    return np.asarray(cv2.resize(padded * 255, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def cut_windows(image: ByteArray, centre: FloatArray, side: int) -> ByteArray:
    """Squares of ``side`` pixels around (n, 2) centres, (n, side, side), bilinear, 0 outside."""
    windows = np.empty((len(centre), side, side), dtype=np.uint8)
    start = centre.astype(np.float64) - side / 2.0
    whole = np.floor(start).astype(np.intp)
    fraction = (start - whole).astype(np.float32)
    padded = np.pad(image, side + 1)
    for i, (x, y) in enumerate(whole + side + 1):
        part = padded[y : y + side + 1, x : x + side + 1].astype(np.float32)
        fx, fy = fraction[i]
        across = part[:, :-1] * (1 - fx) + part[:, 1:] * fx
        windows[i] = np.rint(across[:-1] * (1 - fy) + across[1:] * fy)
    return windows


SLOT_EDGES_300 = (8.0, 16.0)
