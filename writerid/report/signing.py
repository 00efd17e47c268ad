"""Signatures in the PDF: made offline with the examiner's certificate, and read again.

A signature is an incremental update: the bytes of the unsigned report stay as they are at the
beginning of the signed one. No time stamp server and no authority is asked, so the time is that of
this computer's clock, and whether a certificate is genuine is for the reader to judge by its
fingerprint.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from writerid.errors import SignatureError
from writerid.report.certificates import Holder, SigningKey, check_installed, describe
from writerid.report.files import replace_file

FIELD = "Signature"
REASON = "Examiner's report"


@dataclass(frozen=True)
class FoundSignature:
    """A signature of a PDF. ``problem``: why it doesn't hold, empty where it does.

    ``signed_at``: by the clock of the signer's computer; None: not said. ``covers_all``: nothing
    was added behind it. ``signed_again``: what was added are other signatures, and nothing else.
    """

    holder: Holder
    signed_at: datetime | None
    reason: str
    problem: str
    covers_all: bool
    signed_again: bool

    @property
    def holds(self) -> bool:
        """Whether the document is what was signed."""
        return not self.problem

    @property
    def sentence(self) -> str:
        """What was found, for a person."""
        when = "" if self.signed_at is None else f" on {self.signed_at:%Y-%m-%d %H:%M} UTC"
        who = f"signed by {self.holder.name}{when}"
        if self.problem:
            return f"{who}, but {self.problem}"
        after = "; other signatures were added after it" if self.signed_again else ""
        return f"{who}; unchanged since{after}"


def sign_report(pdf: bytes, key: SigningKey, *, reason: str = REASON, place: str = "") -> bytes:
    """The PDF with a signature more: one that is not drawn, in a field of its own.

    ``pdf`` is the beginning of what is returned. The time that it states is that of the clock.
    Raises SignatureError.
    """
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - heavy, all of them
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415
    from pyhanko.sign.general import SigningError  # noqa: PLC0415
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415

    try:
        writer = _writer(pdf)
        field = _unused_field(writer.prev)
        metadata = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            name=key.holder.name,
            reason=reason,
            location=place or None,
            # The time stands in the entry /M, as PAdES wants it.
            subfilter=SigSeedSubFilter.PADES,
        )
        signer = PdfSigner(metadata, key.signer, new_field_spec=SigFieldSpec(field))
        signed: bytes = signer.sign_pdf(writer).getvalue()
    except (PdfError, SigningError, ValueError, NotImplementedError) as error:
        raise SignatureError(
            f"the report could not be signed ({error}): it is kept unsigned"
        ) from error
    return signed


def sign_file(pdf: Path, key: SigningKey) -> None:
    """Sign a PDF where it lies; where that fails it stays as it was.

    Raises SignatureError, and what ``replace_file`` raises.
    """
    signed = sign_report(pdf.read_bytes(), key)
    with replace_file(pdf) as (partial, finish):
        partial.write_bytes(signed)
        finish()


def _writer(pdf: bytes) -> Any:
    """Adds the signature and touches nothing else, so that what was PDF/A stays PDF/A.

    Left alone, pyHanko rewrites the metadata, and calls a file with an elliptic-curve signature
    PDF 2.0, which PDF/A-2 and -3 are not.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

        def ensure_output_version(self, version: object) -> None:
            pass

        def register_extension(self, ext: object) -> None:
            pass

    return Writer(io.BytesIO(pdf))


def _unused_field(reader: Any) -> str:
    taken = {one.field_name for one in reader.embedded_signatures}
    names = [FIELD, *(f"{FIELD} {number}" for number in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def verify_signatures(pdf: Path) -> tuple[FoundSignature, ...]:
    """Every signature of a PDF in the order in which they were made; empty where there is none.

    Nothing is asked of the network: no certificate is traced to an authority. Raises
    SignatureError where the file is no PDF that can be read, or pyHanko is missing.
    """
    check_installed()
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - heavy
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    try:
        content = pdf.read_bytes()
    except OSError as error:
        raise SignatureError(f"{pdf} can't be read: {error.strerror}", path=pdf) from error
    try:
        found = PdfFileReader(io.BytesIO(content)).embedded_signatures
    except (PdfError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise SignatureError(
            f"{pdf} is damaged, or no PDF: no signature can be read ({error})", path=pdf
        ) from error
    return tuple(_examine(pdf, one) for one in found)


def _examine(pdf: Path, signature: Any) -> FoundSignature:
    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415 - heavy

    try:
        holder = describe(load_der_x509_certificate(signature.signer_cert.dump()))
        signed_at = signature.self_reported_timestamp
        reason = str(signature.sig_object.get("/Reason", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise SignatureError(
            f"a signature in {pdf} is damaged: it can't be read whose it is", path=pdf
        ) from error
    signed_at = None if signed_at is None else signed_at.astimezone(UTC)
    problem, covers_all, signed_again = _judge(signature)
    if not problem and signed_at is not None and not holder.is_valid_at(signed_at):
        problem = (
            f"the certificate is valid from {holder.begins:%Y-%m-%d} to {holder.ends:%Y-%m-%d} "
            "alone"
        )
    return FoundSignature(holder, signed_at, reason, problem, covers_all, signed_again)


def _judge(signature: Any) -> tuple[str, bool, bool]:
    """What is wrong with it; whether it covers all; whether only signatures came after it."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - heavy, all of them
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    changed = "the document was changed after it was signed"
    try:
        signature.compute_integrity_info()
        intact, genuine = validate_sig_integrity(
            signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
        )
    except (PdfError, SignatureValidationError, ValueError, KeyError) as error:
        return f"the signature is damaged ({error})", False, False
    if not intact:
        return changed, False, False
    if not genuine:
        return "the signature is not one that was made with this certificate", False, False
    if signature.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return "", True, False
    diff = signature.diff_result
    if (
        signature.coverage is SignatureCoverageLevel.ENTIRE_REVISION
        and isinstance(diff, DiffResult)
        and diff.modification_level is not ModificationLevel.OTHER
    ):
        return "", False, True
    return changed, False, False
