"""SIFT keypoints of the ink (Lowe, 2004)."""

import cv2
import numpy as np
import numpy.typing as npt

from writerid.model import ByteArray, FloatArray, Keypoints, PreparedPage

WINDOW_300 = 64
"""Side of the window cut around a keypoint, pixels at 300 dpi (5.4 mm)."""

LEAST_INK_SHARE = 0.015
MOST_INK_SHARE = 0.7
"""A window with less or more ink than this shows a speck or a blot, no stroke."""

MOST_KEYPOINTS = 1000
CELL_300 = 128
SEED = 20221127


def find_keypoints(prepared: PreparedPage) -> Keypoints:
    """All usable keypoints of the page, in reading order of their cells.

    Detected at half resolution, which ranks as well at a quarter of the time. Keypoints that
    differ only in orientation count once.
    """
    height, width = prepared.ink.shape
    half = cv2.resize(
        255 - 255 * prepared.ink,
        (max(width // 2, 1), max(height // 2, 1)),
        interpolation=cv2.INTER_AREA,
    )
    found = cv2.SIFT.create(enable_precise_upscale=True).detect(half)
    if not found:
        return Keypoints(np.empty((0, 2), np.float32), np.empty(0, np.float32))
    raw = np.array([(*point.pt, point.size) for point in found], dtype=np.float32)
    # Orientations of one extremum share position and size. From half-size pixel centres to edges.
    raw = np.unique(raw, axis=0)
    ratio = np.array([width / half.shape[1], height / half.shape[0]], dtype=np.float32)
    position = (raw[:, :2] + np.float32(0.5)) * ratio
    size = raw[:, 2] * np.float32(2.0)
    share = ink_share(prepared.ink, position)
    usable = (share >= LEAST_INK_SHARE) & (share <= MOST_INK_SHARE)
    return _by_cells(Keypoints(position[usable], size[usable]))


def ink_share(ink: ByteArray, position: FloatArray) -> npt.NDArray[np.float64]:
    """Share of ink in the window around each of (n, 2) positions, (n,)."""
    total = cv2.integral(ink)
    half = WINDOW_300 // 2
    corner = np.rint(position).astype(np.intp)
    x0 = np.clip(corner[:, 0] - half, 0, ink.shape[1])
    x1 = np.clip(corner[:, 0] + half, 0, ink.shape[1])
    y0 = np.clip(corner[:, 1] - half, 0, ink.shape[0])
    y1 = np.clip(corner[:, 1] + half, 0, ink.shape[0])
    inside = total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]
    return np.asarray(inside / float(WINDOW_300 * WINDOW_300))


def choose_keypoints(keypoints: Keypoints, most: int = MOST_KEYPOINTS) -> Keypoints:
    """At most ``most`` keypoints, spread over the ink: every k-th in cell order, fixed start."""
    count = len(keypoints)
    if count <= most:
        return keypoints
    start = np.random.default_rng(SEED).random()
    index = np.floor((np.arange(most) + start) * (count / most)).astype(np.intp)
    return keypoints.take(index)


def _by_cells(keypoints: Keypoints) -> Keypoints:
    """Order by cell (rows of cells to and fro), within a cell in a fixed shuffled order.

    Taking every k-th of this order keeps each part of the page in proportion to its ink.
    """
    cell = np.floor(keypoints.position_300 / CELL_300).astype(np.int64)
    row, column = cell[:, 1], cell[:, 0]
    to_and_fro = np.where(row % 2 == 0, column, -column)
    shuffled = np.random.default_rng(SEED).random(len(keypoints))
    return keypoints.take(np.lexsort((shuffled, to_and_fro, row)))
