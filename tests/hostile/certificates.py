"""Certificates that a host may show, good ones and others."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
import ssl
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.simulators.server import HOST

DAY: Final = timedelta(days=1)
HERE: Final = x509.IPAddress(IPv4Address(HOST))
ELSEWHERE: Final = x509.DNSName("elsewhere.example")

_SIGNS: Final = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)

type Key = ec.EllipticCurvePrivateKey


class Authority:
    """Sign certificates."""

    def __init__(self) -> None:
        """Make its own."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name("authority")
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        self.certificate = (
            _draft(self.name, self.key, DAY)
            .issuer_name(self.name)
            .add_extension(constraints, critical=True)
            .add_extension(_SIGNS, critical=True)
            .add_extension(self._identifier(), critical=False)
            .sign(self.key, SHA256())
        )

    def _identifier(self) -> x509.SubjectKeyIdentifier:
        return x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())

    def trusting(self) -> ssl.SSLContext:
        """Return how a client connects that trusts it."""
        pem = self.certificate.public_bytes(Encoding.PEM)
        return ssl.create_default_context(cadata=pem.decode())

    def certify(
        self, folder: Path, name: x509.GeneralName = HERE, lasting: timedelta = DAY
    ) -> ssl.SSLContext:
        """Return how a host listens whose certificate it signed."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _draft(_name("host"), key, lasting)
            .issuer_name(self.name)
            .add_extension(x509.SubjectAlternativeName([name]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                    self._identifier()
                ),
                critical=False,
            )
            .sign(self.key, SHA256())
        )
        return _listening(folder, certificate, key)


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return how a host listens that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("host")
    certificate = (
        _draft(name, key, DAY)
        .issuer_name(name)
        .add_extension(x509.SubjectAlternativeName([HERE]), critical=False)
        .sign(key, SHA256())
    )
    return _listening(folder, certificate, key)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _draft(name: x509.Name, key: Key, lasting: timedelta) -> x509.CertificateBuilder:
    """Begin a certificate that ends so long from now."""
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 10 * DAY)
        .not_valid_after(now + lasting)
    )


def _listening(folder: Path, certificate: x509.Certificate, key: Key) -> ssl.SSLContext:
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
