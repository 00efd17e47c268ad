"""Certificates for tests, made when they are needed."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "not so secret"  # noqa: S105 - of certificates that exist for a moment


@cache
def private_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def save_certificate(
    file: Path,
    *,
    name: str = "Dr. Ada Example",
    begins_in: timedelta = timedelta(days=-1),
    days: int = 30,
    with_key: bool = True,
    password: str = PASSWORD,
    signs: bool = True,
) -> Path:
    """A certificate that has issued itself, with its key, locked by ``password``."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test laboratory"),
        ]
    )
    begins = datetime.now(UTC) + begins_in
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private_key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs,
                content_commitment=signs,
                key_encipherment=not signs,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(private_key(), hashes.SHA256())
    )
    locked = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    content = pkcs12.serialize_key_and_certificates(
        b"examiner",
        private_key() if with_key else None,
        certificate if with_key else None,
        None if with_key else [certificate],
        locked,
    )
    file.write_bytes(content)
    return file
