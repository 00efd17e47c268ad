"""The domain's types: frozen, checked when made.

Coordinates are continuous pixels of the original page: the pixel in column i covers [i, i + 1), so
its centre is at i + 0.5. Sizes called ``…_300`` are pixels at 300 dpi.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from writerid.errors import ResolutionError

FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]

MM_PER_INCH = 25.4
WORKING_DPI = 300.0
MIN_DPI = 50.0
MAX_DPI = 4800.0


class ResolutionSource(StrEnum):
    """Where a resolution comes from; goes into every record."""

    FILE = "file"
    GIVEN = "given"
    ASSUMED = "assumed"
    ESTIMATED = "estimated"


@dataclass(frozen=True)
class Resolution:
    """Pixels per inch of a page. Raises ResolutionError outside 50–4800 dpi."""

    dpi: float
    source: ResolutionSource

    def __post_init__(self) -> None:
        if not MIN_DPI <= self.dpi <= MAX_DPI:
            raise ResolutionError(
                f"{self.dpi:g} dpi is outside {MIN_DPI:g}–{MAX_DPI:g}: give the true resolution"
            )

    @property
    def is_true_size(self) -> bool:
        """Whether millimetres may be shown: not when the scale was estimated or assumed."""
        return self.source in (ResolutionSource.FILE, ResolutionSource.GIVEN)


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a scanned file, upright, as its pixels are.

    ``pixels`` is uint8, (height, width) grey or (height, width, 3) RGB. ``number`` counts from 1.
    ``sha256`` is the file's. ``resolution`` is None where the file does not say. ``stored`` is
    where the file was read, if that is not ``path``.
    """

    path: Path
    number: int
    page_count: int
    pixels: ByteArray
    resolution: Resolution | None
    sha256: str
    stored: Path | None = None

    @property
    def height_px(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    @property
    def width_px(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def name(self) -> str:
        """The file's name, with the page number where there are several."""
        return _page_name(self.path, self.number, self.page_count)

    def without_pixels(self) -> "ScannedPage":
        """All but the pixels, which may take hundreds of megabytes."""
        return ScannedPage(
            *(self.path, self.number, self.page_count, self.width_px, self.height_px),
            *(self.sha256, self.stored or self.path),
        )


@dataclass(frozen=True)
class ScannedPage:
    """A page whose pixels were looked at and let go; ``stored`` is where they are read again."""

    path: Path
    number: int
    page_count: int
    width_px: int
    height_px: int
    sha256: str
    stored: Path

    @property
    def name(self) -> str:
        """The file's name, with the page number where there are several."""
        return _page_name(self.path, self.number, self.page_count)


def _page_name(path: Path, number: int, page_count: int) -> str:
    return path.name if page_count == 1 else f"{path.name} p. {number}"


@dataclass(frozen=True)
class Box:
    """An axis-parallel rectangle in original-page pixels."""

    x: int
    y: int
    width: int
    height: int

    def contains(self, points_px: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
        """Which of the (n, 2) points lie inside."""
        x, y = points_px[:, 0], points_px[:, 1]
        return (
            (x >= self.x) & (x < self.x + self.width) & (y >= self.y) & (y < self.y + self.height)
        )


@dataclass(frozen=True, eq=False)
class PreparedPage:
    """The ink of a page at 300 dpi, and the way back to the original.

    ``ink`` is uint8 (height, width), 1 where there is ink. ``to_original`` is the (2, 3) float64
    affine map from prepared to original-page pixels (continuous coordinates on both sides).
    ``writing_mm`` is the length of the ink's skeleton.
    """

    ink: ByteArray
    to_original: npt.NDArray[np.float64]
    resolution: Resolution
    writing_mm: float

    def map_to_original(self, points: npt.NDArray[np.floating]) -> FloatArray:
        """Map (…, 2) points of the prepared image to the original page."""
        linear, shift = self.to_original[:, :2], self.to_original[:, 2]
        return np.asarray(points @ linear.T + shift, dtype=np.float32)

    def map_from_original(self, points: npt.NDArray[np.floating]) -> FloatArray:
        """Map (…, 2) points of the original page to the prepared image."""
        inverse = np.linalg.inv(self.to_original[:, :2])
        return np.asarray((points - self.to_original[:, 2]) @ inverse.T, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Keypoints:
    """SIFT keypoints of a prepared page.

    ``position_300`` (n, 2) float32 in the prepared image, ``size_300`` (n,) float32 diameters.
    """

    position_300: FloatArray
    size_300: FloatArray

    def __post_init__(self) -> None:
        if self.position_300.shape != (len(self.size_300), 2):
            raise ValueError("positions and sizes differ in number")

    def __len__(self) -> int:
        return len(self.size_300)

    def take(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Keypoints":
        """The keypoints at ``index``."""
        return Keypoints(self.position_300[index], self.size_300[index])


@dataclass(frozen=True, eq=False)
class ReferencePage:
    """A page of known writing of a reference collection, prepared.

    ``key`` names its pixels and preparation, ``sha256`` its file.
    """

    key: str
    sha256: str
    writer: str
    document: str
    collection: str
    prepared: PreparedPage
    keypoints: Keypoints


@dataclass(frozen=True, eq=False)
class Patches:
    """The windows around a page's keypoints.

    ``images`` uint8 (n, 32, 32), 255 = all ink, 0 = background. ``corners_px`` (n, 4, 2) float32
    are the window's corners on the original page, clockwise from the top left. ``size_300`` (n,)
    are the keypoint sizes.
    """

    images: ByteArray
    corners_px: FloatArray
    size_300: FloatArray

    def __post_init__(self) -> None:
        if not len(self.images) == len(self.corners_px) == len(self.size_300):
            raise ValueError("images, corners and sizes differ in number")

    def __len__(self) -> int:
        return len(self.images)

    @property
    def centre_px(self) -> FloatArray:
        """Window centres on the original page, (n, 2)."""
        return np.asarray(self.corners_px.mean(axis=1), dtype=np.float32)

    def take(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Patches":
        """The patches at ``index``."""
        return Patches(self.images[index], self.corners_px[index], self.size_300[index])


@dataclass(frozen=True, eq=False)
class DocumentCode:
    """What ranking needs of a document: its mean feature and how much stands behind it.

    ``mean_feature`` (m,) float64 is the mean of the encoder's features over ``patch_count``
    patches. A code is compared only with codes of the same ``model_id``.
    """

    mean_feature: npt.NDArray[np.float64]
    patch_count: int
    writing_mm: float
    model_id: str


@dataclass(frozen=True)
class Candidate:
    """One writer in a ranking."""

    rank: int
    writer: str
    score: float
    reference_mean: float
    document_count: int
    patch_count: int
    writing_mm: float
    tied: bool = False


@dataclass(frozen=True, eq=False)
class Contributions:
    """What each patch of the questioned page adds to the score of one writer.

    ``absolute`` (n,) float64 adds up to the score; ``relative`` (n,) adds up to the score minus its
    mean over the model's reference writers.
    """

    writer: str
    score: float
    reference_mean: float
    absolute: npt.NDArray[np.float64]
    relative: npt.NDArray[np.float64]


@dataclass(frozen=True)
class PatchPair:
    """A questioned patch and the known patch that resembles it most.

    ``contribution`` is the questioned patch's relative contribution; ``similarity`` is the cosine
    of the two embeddings, a separate number.
    """

    questioned_patch: int
    known_document: int
    known_patch: int
    contribution: float
    similarity: float


@dataclass(frozen=True)
class SkippedFile:
    """A file of a batch that could not be used, and why."""

    path: Path
    reason: str
    page: int | None = None
