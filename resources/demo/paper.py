"""Paper under the writing: tone, grain, rules, and the scanner's softness."""

import cv2
import numpy as np
import numpy.typing as npt

FloatImage = npt.NDArray[np.float32]
ByteImage = npt.NDArray[np.uint8]


def paper(height: int, width: int, random: np.random.Generator) -> FloatImage:
    """(height, width, 3) RGB, 0–255: an off-white sheet, unevenly lit."""
    tone = np.array([250.0, 248.0, 241.0]) - random.uniform(0.0, 9.0, 3)
    light = random.normal(0.0, 1.0, (4, 5)).astype(np.float32)
    light = cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC) * 2.2
    grain = random.normal(0.0, 1.0, (height // 2, width // 2)).astype(np.float32)
    grain = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR) * 1.0
    return np.asarray(tone + (light + grain)[..., None], dtype=np.float32)


def rule(sheet: FloatImage, first_y: float, pitch: float, slope: float) -> None:
    """Draw pale blue rules on ``sheet``, in place."""
    height, width = sheet.shape[:2]
    columns = np.arange(width)
    for number in range(int(height / pitch) + 1):
        y = first_y + number * pitch + slope * columns
        for step in (0, 1):
            rows = np.rint(y).astype(int) + step
            inside = (rows >= 0) & (rows < height)
            sheet[rows[inside], columns[inside]] = (158.0, 182.0, 212.0)


def write_on(sheet: FloatImage, coverage: FloatImage, ink: tuple[int, int, int]) -> ByteImage:
    """Ink on paper as a scanner sees it, uint8 RGB."""
    alpha = (coverage * 0.93)[..., None]
    page = sheet * (1.0 - alpha) + np.asarray(ink, dtype=np.float32) * alpha
    page = cv2.GaussianBlur(page, (0, 0), 0.6)
    return np.asarray(np.clip(np.rint(page), 0, 255), dtype=np.uint8)
