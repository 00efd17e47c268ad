"""Reports are signed offline, and what was changed afterwards shows."""

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.certificates import PASSWORD, save_certificate
from writerid.errors import SignatureError
from writerid.report.certificates import open_certificate
from writerid.report.signing import sign_report, verify_signatures
from writerid.resources import shipped_calibration


@pytest.fixture(scope="module")
def report() -> bytes:
    """A PDF/A as the reports are made."""
    return (shipped_calibration() / "validation.pdf").read_bytes()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return save_certificate(tmp_path / "examiner.p12")


@pytest.fixture
def signed(report: bytes, certificate: Path, tmp_path: Path) -> Path:
    file = tmp_path / "signed.pdf"
    file.write_bytes(sign_report(report, open_certificate(certificate, PASSWORD)))
    return file


def test_a_signed_report_says_who_signed_it(signed: Path, report: bytes) -> None:
    [found] = verify_signatures(signed)
    assert found.holds
    assert found.covers_all
    assert found.holder.name == "Dr. Ada Example, Test laboratory"
    assert found.holder.self_issued
    assert len(found.holder.fingerprint) == 64
    assert found.signed_at is not None
    assert abs(found.signed_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert "unchanged since" in found.sentence
    assert signed.read_bytes().startswith(report)


def test_the_signed_report_is_still_pdf_a(signed: Path, report: bytes, tmp_path: Path) -> None:
    added = signed.read_bytes()[len(report) :]
    # What names the conformance is that of the report, and no later version is claimed.
    assert b"pdfaid:part" in report
    for touched in (b"/Metadata\n", b"xpacket", b"/Producer", b"/Version", b"/Extensions"):
        assert touched not in added
    # The field that is not drawn is printed (4), locked (128), and neither hidden nor without view.
    assert re.search(rb"/F 132\s+/Rect \[ 0 0 0 0 \]", added)
    with pypdfium2.PdfDocument(signed) as after:
        unsigned = tmp_path / "unsigned.pdf"
        unsigned.write_bytes(report)
        with pypdfium2.PdfDocument(unsigned) as before:
            assert len(after) == len(before)
            assert after[0].render().to_numpy().tolist() == before[0].render().to_numpy().tolist()


def test_a_second_signature_leaves_the_first_whole(signed: Path, tmp_path: Path) -> None:
    reviewer = save_certificate(tmp_path / "reviewer.p12", name="Ben Reviewer")
    signed.write_bytes(
        sign_report(signed.read_bytes(), open_certificate(reviewer, PASSWORD), reason="Reviewed")
    )
    first, second = verify_signatures(signed)
    assert first.holds
    assert first.signed_again
    assert not first.covers_all
    assert "other signatures" in first.sentence
    assert second.holds
    assert second.covers_all
    assert second.reason == "Reviewed"


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_changed_byte_shows(signed: Path, report: bytes, place: float) -> None:
    content = bytearray(signed.read_bytes())
    content[int(place * len(report))] ^= 1
    signed.write_bytes(content)
    [found] = verify_signatures(signed)
    assert not found.holds
    assert "changed after it was signed" in found.sentence


def test_what_is_added_behind_the_signature_shows(signed: Path) -> None:
    with signed.open("r+b") as file:
        writer = IncrementalPdfFileWriter(file)
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Rotate"] = writer.root["/Pages"]["/Count"]
        writer.update_container(page)
        writer.write_in_place()  # type: ignore[no-untyped-call]
    [found] = verify_signatures(signed)
    assert not found.holds
    assert "changed after it was signed" in found.problem


def test_a_signature_that_is_exchanged_shows(signed: Path) -> None:
    content = signed.read_bytes()
    stored = re.search(rb"/Contents <([0-9A-F]+?)0*>", content)
    assert stored is not None
    # The last bytes of what is no padding belong to the signature itself.
    middle = stored.end(1) - 24
    other = b"A" if content[middle : middle + 1] != b"A" else b"B"
    signed.write_bytes(content[:middle] + other + content[middle + 1 :])
    [found] = verify_signatures(signed)
    assert not found.holds
    assert "not one that was made with this certificate" in found.problem


def test_an_unsigned_report_has_no_signature(report: bytes, tmp_path: Path) -> None:
    file = tmp_path / "unsigned.pdf"
    file.write_bytes(report)
    assert verify_signatures(file) == ()


@pytest.mark.parametrize("content", [b"", b"no pdf at all", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_said(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "odd.pdf"
    file.write_bytes(content)
    with pytest.raises(SignatureError, match="no PDF"):
        verify_signatures(file)
    with pytest.raises(SignatureError, match="can't be read"):
        verify_signatures(tmp_path / "missing.pdf")


def test_a_certificate_that_is_out_of_time_is_refused(tmp_path: Path) -> None:
    expired = save_certificate(tmp_path / "old.p12", begins_in=timedelta(days=-60))
    with pytest.raises(SignatureError, match=r"old\.p12 of Dr\. Ada .* expired on 20"):
        open_certificate(expired, PASSWORD)
    early = save_certificate(tmp_path / "early.p12", begins_in=timedelta(days=2))
    with pytest.raises(SignatureError, match=r"not valid before 20.* check the clock"):
        open_certificate(early, PASSWORD)
    assert open_certificate(early, PASSWORD, at=datetime.now(UTC) + timedelta(days=3)).holder


def test_a_wrong_password_is_said(certificate: Path) -> None:
    with pytest.raises(SignatureError, match="password is not that of") as wrong:
        open_certificate(certificate, "quite another")
    assert "quite another" not in str(wrong.value)
    with pytest.raises(SignatureError, match="give its password"):
        open_certificate(certificate, "")


def test_a_certificate_needs_no_password(tmp_path: Path) -> None:
    free = save_certificate(tmp_path / "free.p12", password="")
    assert open_certificate(free, "").holder.name.startswith("Dr. Ada")


def test_a_certificate_without_a_key_is_refused(tmp_path: Path) -> None:
    keyless = save_certificate(tmp_path / "public.p12", with_key=False)
    with pytest.raises(SignatureError, match=r"public\.p12 holds no private key"):
        open_certificate(keyless, PASSWORD)


def test_a_certificate_for_something_else_is_refused(tmp_path: Path) -> None:
    other = save_certificate(tmp_path / "mail.p12", signs=False)
    with pytest.raises(SignatureError, match="not meant for signing"):
        open_certificate(other, PASSWORD)


def test_what_is_no_certificate_is_said(tmp_path: Path) -> None:
    file = tmp_path / "letter.p12"
    file.write_bytes(b"a letter")
    with pytest.raises(SignatureError, match="is no certificate with a private key"):
        open_certificate(file, PASSWORD)
    with pytest.raises(SignatureError, match="can't be read"):
        open_certificate(tmp_path / "missing.p12", PASSWORD)


def test_a_key_is_never_printed(certificate: Path) -> None:
    key = open_certificate(certificate, PASSWORD)
    assert PASSWORD not in repr(key)
    assert "signer" not in repr(key)


def test_a_report_that_can_t_be_signed_is_said(certificate: Path) -> None:
    with pytest.raises(SignatureError, match="kept unsigned"):
        sign_report(b"no pdf", open_certificate(certificate, PASSWORD))


def test_without_the_package_it_is_said_how_to_get_it(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    with pytest.raises(SignatureError, match=r"pip install .*writerid\[sign\]"):
        open_certificate(certificate, PASSWORD)
    with pytest.raises(SignatureError, match="not installed"):
        verify_signatures(certificate)
