"""The evidence of a candidate as pictures: plates of both pages, galleries of pairs."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from writerid.errors import WriterIdError
from writerid.model import ByteArray
from writerid.pictures.gallery import crops_of, draw_gallery
from writerid.pictures.page_cuts import cut_pages
from writerid.pictures.plate import draw_plate, plan_plates
from writerid.pictures.shown_pairs import choose_shown
from writerid.pipeline.identify import CandidateEvidence, EncodedDocument


def draw_evidence(
    questioned: EncodedDocument,
    evidence: CandidateEvidence,
    reference_patches: ByteArray,
    folder: Path,
    stem: str,
) -> list[Path]:
    """Write the plates and galleries of one candidate as PNG; returns the files written.

    Earlier pictures of the same names are replaced; raises WriterIdError where a name is that of
    one of the scans, ScanError for a scan that is gone or has changed since it was encoded.
    """
    scans = [page.page.path for d in (questioned, *evidence.known) for page in d.pages]
    shown = choose_shown(evidence)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    plates = plan_plates(questioned, evidence, shown)
    cuts = cut_pages(
        [one for plate in plates for one in plate.sizes()], crops_of(questioned, evidence, shown)
    )
    for number, plate in enumerate(plates, start=1):
        name = f"{stem}-pages.png" if number == 1 else f"{stem}-pages-{number}.png"
        picture = draw_plate(questioned, evidence, shown, plate, cuts)
        written.append(save_beside_scans(picture, folder / name, scans))
    for kind, pairs in (("supporting", shown.supporting), ("contradicting", shown.contradicting)):
        if pairs:
            picture = draw_gallery(
                *(questioned, evidence, shown, reference_patches, cuts),
                supporting=kind == "supporting",
            )
            written.append(save_beside_scans(picture, folder / f"{stem}-{kind}.png", scans))
    return written


def save_beside_scans(picture: Image.Image, file: Path, scans: Iterable[Path]) -> Path:
    """Write a PNG, but never over a scan. Raises WriterIdError."""
    if file.exists() and any(scan.exists() and file.samefile(scan) for scan in scans):
        raise WriterIdError(
            f"{file} is one of the scans and is not written over: choose another folder for the "
            "pictures",
            path=file,
        )
    picture.save(file, format="PNG")
    return file
