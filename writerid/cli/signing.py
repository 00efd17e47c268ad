"""Signing on the command line: where the password comes from, and what signatures say."""

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from writerid.cli.console import say, say_json
from writerid.errors import SignatureError

if TYPE_CHECKING:
    from writerid.report.certificates import SigningKey
    from writerid.report.signing import FoundSignature

PASSWORD_VARIABLE = "WRITERID_CERTIFICATE_PASSWORD"  # noqa: S105 - the name of a variable


def key_of(options: Namespace) -> "SigningKey | None":
    """The unlocked certificate of ``--sign``, None without it. Raises SignatureError."""
    if options.sign is None:
        return None
    from writerid.report.certificates import check_installed, open_certificate  # noqa: PLC0415

    # Nobody should type a password for nothing.
    check_installed()
    return open_certificate(options.sign, read_password(options.sign, options.password_file))


def read_password(certificate: Path, file: Path | None) -> str:
    """From the file, else from the environment, else asked for on a terminal; else none."""
    if file is not None:
        try:
            # Windows' editor begins a file in UTF-8 with a mark.
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except OSError as error:
            raise SignatureError(
                f"the password can't be read from {file} ({error.strerror}): choose a text file "
                "whose first line it is",
                path=file,
            ) from error
        except UnicodeDecodeError as error:
            raise SignatureError(
                f"{file} is no text in UTF-8: save the password anew as plain text", path=file
            ) from error
        return lines[0] if lines else ""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return ""
    return getpass.getpass(f"Password of {certificate.name}: ")


def say_signatures(pdf: Path, *, as_json: bool) -> int:
    """Say who signed a PDF and whether it is what was signed; 1 where no signature holds it."""
    from writerid.pipeline.scan import hash_file  # noqa: PLC0415 - not for --help
    from writerid.report.signing import verify_signatures  # noqa: PLC0415

    found = verify_signatures(pdf)
    sound = bool(found) and all(one.holds for one in found)
    if as_json:
        say_json(
            {
                "file": str(pdf),
                "sha256": hash_file(pdf),
                "unchanged": sound,
                "signatures": [_record(one) for one in found],
            }
        )
    elif not found:
        say(f"{pdf}: not signed")
    else:
        for one in found:
            say(f"{pdf}: {one.sentence}")
            say(f"  reason: {one.reason or 'none given'}")
            say(f"  certificate: {one.holder.fingerprint}, issued by {one.holder.issuer}")
        say("Whether a certificate is genuine is not checked: compare its fingerprint.")
    return 0 if sound else 1


def _record(one: "FoundSignature") -> dict[str, Any]:
    return {
        "holds": one.holds,
        "problem": one.problem,
        "signer": one.holder.name,
        "issuer": one.holder.issuer,
        "self_issued": one.holder.self_issued,
        "fingerprint_sha256": one.holder.fingerprint,
        "signed_at": None if one.signed_at is None else one.signed_at.isoformat(),
        "reason": one.reason,
        "covers_all": one.covers_all,
    }
