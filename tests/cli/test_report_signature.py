"""Reports are signed and verified on the command line; passwords are asked for, never kept."""

import getpass
import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.casework.conftest import made, scans
from tests.certificates import PASSWORD, save_certificate
from tests.small_model import small_model
from tests.store.conftest import engine, exemplars, full_folder
from writerid.__main__ import main
from writerid.cli.signing import PASSWORD_VARIABLE, read_password
from writerid.errors import SignatureError
from writerid.resources import shipped_calibration

__all__ = ["engine", "exemplars", "full_folder", "made", "scans", "small_model"]

Output = pytest.CaptureFixture[str]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    return save_certificate(tmp_path / "examiner.p12")


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    """A case of the test's own; no evidence need be found for the command below."""
    shutil.copytree(made / "case", tmp_path / "case")
    return tmp_path / "case"


def report(case: Path, target: Path, *more: str) -> int:
    few = ["--candidates", "1", "--evidence", "1", "--pairs", "1"]
    return main(["report", str(case), "--out", str(target), *few, *more])


def test_a_report_is_signed_and_verified(
    case: Path, certificate: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    target = tmp_path / "report.pdf"
    assert report(case, target, "--sign", str(certificate), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["signed_by"] == "Dr. Ada Example, Test laboratory"
    assert main(["report", "--verify", str(target), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["unchanged"]
    # What the case's history records is the signed file.
    assert found["sha256"] == said["sha256"]
    assert found["signatures"][0]["signer"] == said["signed_by"]
    assert main(["report", "--verify", str(target)]) == 0
    assert "unchanged since" in capsys.readouterr().out
    content = bytearray(target.read_bytes())
    content[len(content) // 3] ^= 1
    target.write_bytes(content)
    assert main(["report", "--verify", str(target)]) == 1
    assert "changed after it was signed" in capsys.readouterr().out


def test_an_unsigned_pdf_is_not_verified(capsys: Output) -> None:
    assert main(["report", "--verify", str(shipped_calibration() / "validation.pdf")]) == 1
    assert "not signed" in capsys.readouterr().out


@pytest.mark.parametrize("way", ["file", "terminal"])
def test_the_password_comes_from_a_file_or_is_asked_for(
    case: Path,
    certificate: Path,
    tmp_path: Path,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    more = ["--sign", str(certificate)]
    if way == "file":
        secret = tmp_path / "secret.txt"
        secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
        more += ["--password-file", str(secret)]
    else:
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr(getpass, "getpass", lambda _: PASSWORD)
    assert report(case, tmp_path / "report.pdf", *more) == 0
    out, err = capsys.readouterr()
    assert "signed by Dr. Ada Example" in out
    assert PASSWORD not in out + err


def test_a_certificate_that_does_not_open_leaves_the_old_report(
    case: Path, certificate: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the old report")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert report(case, target, "--sign", str(certificate)) == 1
    assert "give its password" in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD_VARIABLE, "quite another")
    assert report(case, target, "--sign", str(certificate)) == 1
    err = capsys.readouterr().err
    assert "password is not that of" in err
    assert "quite another" not in err
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    old = save_certificate(tmp_path / "old.p12", begins_in=timedelta(days=-60))
    assert report(case, target, "--sign", str(old)) == 1
    assert "expired on" in capsys.readouterr().err
    missing = str(tmp_path / "missing.txt")
    assert report(case, target, "--sign", str(certificate), "--password-file", missing) == 1
    assert "missing.txt" in capsys.readouterr().err
    assert target.read_bytes() == b"the old report"


@pytest.mark.parametrize(
    "arguments",
    [[], ["case", "--verify", "report.pdf"], ["case", "--password-file", "secret.txt"]],
)
def test_what_contradicts_itself_is_refused(arguments: list[str], capsys: Output) -> None:
    assert main(["report", *arguments]) == 2
    assert "error" in capsys.readouterr().err


def test_a_password_file_of_windows_editor(
    capsys: Output, tmp_path: Path, certificate: Path
) -> None:
    file = tmp_path / "password.txt"
    file.write_bytes(b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n")
    assert read_password(certificate, file) == PASSWORD
    file.write_bytes(PASSWORD.encode("utf-16"))
    with pytest.raises(SignatureError, match="no text in UTF-8: save the password anew"):
        read_password(certificate, file)
    with pytest.raises(SignatureError, match="choose a text file"):
        read_password(certificate, tmp_path)
