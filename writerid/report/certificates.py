"""The certificate with which an examiner signs, as a file with its private key (PKCS #12)."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from writerid.errors import SignatureError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

HOW_TO_INSTALL = (
    "signatures need the package pyhanko, which is not installed: pip install “writerid[sign]”"
)


@dataclass(frozen=True)
class Holder:
    """What a certificate says of itself; nobody has vouched for it here.

    ``fingerprint``: SHA-256 of the certificate, hexadecimal, to be compared with a known one.
    ``self_issued``: no authority stands behind it.
    """

    name: str
    issuer: str
    begins: datetime
    ends: datetime
    fingerprint: str
    self_issued: bool

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether the certificate holds at that time."""
        return self.begins <= moment <= self.ends


@dataclass(frozen=True)
class SigningKey:
    """A certificate with its private key, unlocked; kept in memory alone.

    ``signer`` is pyHanko's.
    """

    holder: Holder
    signer: Any = field(repr=False)


def open_certificate(file: Path, password: str, *, at: datetime | None = None) -> SigningKey:
    """Unlock a certificate, and check that it may sign now (or ``at``).

    Raises SignatureError where pyHanko is missing, the file can't be read, is locked by another
    password, holds no private key, is not valid at that time, or is not meant for signatures.
    """
    check_installed()
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415 - heavy

    content = _read(file)
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, _secret(password))
    except (ValueError, TypeError) as error:
        raise SignatureError(_why_locked(file, content, password), path=file) from error
    if key is None or certificate is None:
        lacks = "no private key" if key is None else "no certificate for its private key"
        raise SignatureError(
            f"{file} holds {lacks}, so it can't sign: export the certificate again together with "
            "its private key, as .p12 or .pfx",
            path=file,
        )
    holder = describe(certificate)
    _check_time(file, holder, at or datetime.now(UTC))
    _check_usage(file, certificate)
    return SigningKey(holder, _signer(file, content, password))


def check_installed() -> None:
    """Raise SignatureError where pyHanko is missing, which says how to get it."""
    try:
        import pyhanko  # noqa: F401, PLC0415 - an extra that need not be there
    except ImportError as error:
        raise SignatureError(HOW_TO_INSTALL) from error
    # What it finds wrong is in our sentences; its own log would fill the terminal.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


def describe(certificate: "Certificate") -> Holder:
    """Whose certificate it is."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - heavy

    return Holder(
        _name(certificate.subject),
        _name(certificate.issuer),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        certificate.fingerprint(SHA256()).hex(),
        certificate.subject == certificate.issuer,
    )


def _name(name: Any) -> str:
    """The common name, with the organisation where there is one."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - heavy

    parts = [
        str(attribute.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for attribute in name.get_attributes_for_oid(oid)
    ]
    return ", ".join(parts) or str(name.rfc4514_string())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SignatureError(
            f"the certificate {file} can't be read ({error.strerror}): choose the .p12 or .pfx "
            "file again",
            path=file,
        ) from error


def _secret(password: str) -> bytes | None:
    return password.encode() if password else None


def _why_locked(file: Path, content: bytes, password: str) -> str:
    """The library says one thing for both: a wrong password, and what is no certificate."""
    from asn1crypto.pkcs12 import Pfx  # noqa: PLC0415 - comes with pyHanko

    try:
        is_container = str(Pfx.load(content, strict=True)["version"].native) == "v3"
    except (ValueError, TypeError, KeyError):
        is_container = False
    if not is_container:
        return (
            f"{file} is no certificate with a private key (PKCS #12), or is damaged: choose a .p12 "
            "or .pfx file"
        )
    if not password:
        return f"the certificate {file} is locked: give its password"
    return f"the password is not that of the certificate {file}: type it again"


def _check_time(file: Path, holder: Holder, at: datetime) -> None:
    if at > holder.ends:
        raise SignatureError(
            f"the certificate {file} of {holder.name} expired on {holder.ends:%Y-%m-%d}: use one "
            "that is valid, or leave the report unsigned",
            path=file,
        )
    if at < holder.begins:
        raise SignatureError(
            f"the certificate {file} of {holder.name} is not valid before "
            f"{holder.begins:%Y-%m-%d}: use another, or check the clock of this computer",
            path=file,
        )


def _check_usage(file: Path, certificate: "Certificate") -> None:
    from cryptography.x509 import ExtensionNotFound, KeyUsage  # noqa: PLC0415 - heavy

    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise SignatureError(
            f"the certificate {file} is not meant for signing documents (its key usage allows "
            "neither digital signature nor content commitment): use another",
            path=file,
        )


def _signer(file: Path, content: bytes, password: str) -> Any:
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 - heavy

    try:
        return SimpleSigner.load_pkcs12_data(content, [], passphrase=_secret(password))
    except (ValueError, NotImplementedError) as error:
        raise SignatureError(
            f"the private key in {file} is of a kind that can't sign here: use an RSA or "
            "elliptic-curve certificate",
            path=file,
        ) from error
