"""What the pictures of a report are called: from what they show, so that both sides agree."""

from collections.abc import Mapping, Sequence
from typing import Any


def thumbnail_name(page: Mapping[str, Any]) -> str:
    """Of a whole page, small."""
    return f"thumbnail-{_page(page)}.jpg"


def cutout_name(page: Mapping[str, Any], box_px: Sequence[int], width_px: int) -> str:
    """Of a part of a page, ``width_px`` wide."""
    return f"page-{_page(page)}-{'-'.join(map(str, box_px))}-{width_px}.jpg"


def crop_name(page: Mapping[str, Any], corners_px: Sequence[Sequence[float]]) -> str:
    """Of the surroundings of one window."""
    places = "-".join(f"{value:.1f}" for corner in corners_px[:3] for value in corner)
    return f"crop-{_page(page)}-{places}.jpg"


def _page(page: Mapping[str, Any]) -> str:
    return f"{page['sha256'][:20]}-{page['number']}"
