"""Keys and certificates of a lab: the controller's SSH key, a host key per machine, the province's own
root CA.

Host keys are made before the machines boot, so known_hosts is right from the first second and nobody has
to trust what first answers.
"""

import datetime as dt
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_NAME = "Dien Bien Lab Root CA"
_SECRETS = "secrets.json"
_PEM = serialization.Encoding.PEM
_PLAIN = serialization.NoEncryption()


@dataclass(frozen=True)
class SshKey:
    """An ed25519 key pair in OpenSSH's formats."""

    private: bytes
    public: str


def ssh_key(comment: str) -> SshKey:
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(_PEM, serialization.PrivateFormat.OpenSSH, _PLAIN)
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return SshKey(private, f"{public.decode()} {comment}")


@dataclass(frozen=True)
class Authority:
    """A root CA. ``pem`` is its certificate, ``sha256`` the certificate's fingerprint (hex, lower case)."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(_PEM).decode()

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def authority(name: str = ROOT_NAME, days: tuple[int, int] = (-30, 3650)) -> Authority:
    """A self-signed root CA, valid between *days* from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = (
        _certificate(name, name, days, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Authority(key, builder.sign(key, hashes.SHA256()))


def server_chain(ca: Authority, host: str, days: tuple[int, int] = (-30, 365)) -> bytes:
    """Key and certificate (PEM, one after the other) of the TLS server *host*."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _certificate(host, _common_name(ca), days, key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key()), critical=False
        )
    )
    certificate = builder.sign(ca.key, hashes.SHA256())
    private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, _PLAIN)
    return private + certificate.public_bytes(_PEM)


def _common_name(ca: Authority) -> str:
    value = ca.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return value if isinstance(value, str) else value.decode()


def _certificate(
    name: str, issuer: str, days: tuple[int, int], key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
    )


@dataclass(frozen=True)
class Keys:
    """All secrets of one lab; *community* is what its SNMP agents answer to, by *write_community* they are
    changed; *factory_password* is on the box of each blank PC and router."""

    controller: SshKey
    hosts: dict[str, SshKey]
    root: Authority
    community: str = field(default_factory=lambda: secrets.token_hex(8), repr=False)
    write_community: str = field(default_factory=lambda: secrets.token_hex(8), repr=False)
    factory_password: str = field(default_factory=lambda: secrets.token_hex(6), repr=False)


def make_keys(hosts: list[str]) -> Keys:
    return Keys(ssh_key("controller"), {host: ssh_key(host) for host in hosts}, authority())


def save_keys(keys: Keys, addresses: dict[str, str], folder: Path) -> None:
    """Write id_ed25519, known_hosts (the keys of those who have an address in *addresses*) and root-ca.pem
    into *folder*, for the controller's use."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    identity = folder / "id_ed25519"
    identity.write_bytes(keys.controller.private)
    identity.chmod(0o600)
    identity.with_suffix(".pub").write_text(keys.controller.public + "\n")
    lines = [f"{addresses[host]} {key.public}" for host, key in keys.hosts.items() if host in addresses]
    (folder / "known_hosts").write_text("".join(f"{line}\n" for line in lines))
    (folder / "root-ca.pem").write_text(keys.root.pem)
    (folder / _SECRETS).write_text(json.dumps(_secrets(keys)))
    (folder / _SECRETS).chmod(0o600)


def _secrets(keys: Keys) -> dict[str, str]:
    key = keys.root.key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, _PLAIN).decode()
    words = ("community", "write_community", "factory_password")
    return {"root": key, **{word: getattr(keys, word) for word in words}}


def load_keys(folder: Path, hosts: list[str]) -> Keys:
    """The keys of a lab that is up, from what ``save_keys`` wrote; the *hosts* get new ones, for theirs are
    on their own disks alone.
    """
    said = json.loads((folder / _SECRETS).read_text())
    key = serialization.load_pem_private_key(said.pop("root").encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  (what authority makes)
    root = Authority(key, x509.load_pem_x509_certificate((folder / "root-ca.pem").read_bytes()))
    identity = folder / "id_ed25519"
    controller = SshKey(identity.read_bytes(), identity.with_suffix(".pub").read_text().strip())
    return Keys(controller, {host: ssh_key(host) for host in hosts}, root, **said)
