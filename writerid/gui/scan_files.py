"""Which files are offered where scans are chosen."""

from PySide6.QtCore import QCoreApplication

SCAN_PATTERNS = "*.bmp *.jfif *.jpe *.jpeg *.jpg *.pdf *.png *.tif *.tiff *.webp"
"""Those of pipeline.scan, which is too heavy to be asked before the window stands."""


def scan_filters() -> list[str]:
    """Name filters for a file dialog: scans first, then everything."""
    translate = QCoreApplication.translate
    return [
        f"{translate('ScanFiles', 'Scans')} ({SCAN_PATTERNS})",
        f"{translate('ScanFiles', 'All files')} (*)",
    ]
