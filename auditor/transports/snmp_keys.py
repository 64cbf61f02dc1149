"""Keys and ciphers of SNMPv3's user-based security (RFC 3414, RFC 3826, RFC 7860).

AES-192 and AES-256 were never standardised: the names end in C where a vendor stretches keys as Cisco does.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from auditor.errors import DeviceError
from auditor.i18n import _

_Protocol = TypeVar("_Protocol")
_PASSWORD_BYTES = 1024 * 1024
"""What a password is repeated to before it is hashed (RFC 3414 §A.2)."""
_SHORTEST_PASSWORD = 8


@dataclass(frozen=True)
class Auth:
    """An authentication protocol: hashlib's name, and how many bytes of the HMAC a message carries."""

    hash: str
    mac_bytes: int

    def mac(self, key: bytes, message: bytes) -> bytes:
        """The message's authentication code."""
        return hmac.digest(key, message, self.hash)[: self.mac_bytes]


@dataclass(frozen=True)
class Priv:
    """A privacy protocol: DES or AES, the bytes of its key, and who stretches a key that is too short."""

    cipher: str
    key_bytes: int
    cisco: bool = False


_AUTH: Mapping[str, Auth] = {
    "MD5": Auth("md5", 12),
    "SHA": Auth("sha1", 12),
    "SHA1": Auth("sha1", 12),
    "SHA224": Auth("sha224", 16),
    "SHA256": Auth("sha256", 24),
    "SHA384": Auth("sha384", 32),
    "SHA512": Auth("sha512", 48),
}
_PRIV: Mapping[str, Priv] = {
    "DES": Priv("des", 16),
    "AES": Priv("aes", 16),
    "AES128": Priv("aes", 16),
    "AES192": Priv("aes", 24),
    "AES256": Priv("aes", 32),
    "AES192C": Priv("aes", 24, cisco=True),
    "AES256C": Priv("aes", 32, cisco=True),
}


def auth_of(name: str) -> Auth:
    """The authentication protocol *name*: MD5, SHA, SHA-256 … Raises DeviceError unsupported."""
    return _named(_AUTH, "snmp_auth_protocol", name)


def priv_of(name: str) -> Priv:
    """The privacy protocol *name*: DES, AES, AES-256 … Raises DeviceError unsupported."""
    return _named(_PRIV, "snmp_priv_protocol", name)


def _named(table: Mapping[str, _Protocol], variable: str, name: str) -> _Protocol:
    found = table.get(name.upper().replace("-", "").replace("_", ""))
    if found is None:
        said = _("{name}: {value!r} cannot be used; known are {known}")
        known = ", ".join(table)
        raise DeviceError("unsupported", said.format(name=variable, value=name, known=known))
    return found


@lru_cache(256)
def master(hash_name: str, password: str) -> bytes:
    """The key that *password* becomes, the same for every agent (RFC 3414 §A.2): slow on purpose, so kept.

    Raises DeviceError unsupported for a password that is too short.
    """
    data = password.encode()
    if len(data) < _SHORTEST_PASSWORD:
        short = _("an SNMPv3 password has at least {n} characters").format(n=_SHORTEST_PASSWORD)
        raise DeviceError("unsupported", short)
    repeated = data * (_PASSWORD_BYTES // len(data) + 1)
    return hashlib.new(hash_name, repeated[:_PASSWORD_BYTES]).digest()


def localized(auth: Auth, key: bytes, engine: bytes) -> bytes:
    """The key for one agent (RFC 3414 §2.6)."""
    return hashlib.new(auth.hash, key + engine + key).digest()


def priv_key(auth: Auth, priv: Priv, password: str, engine: bytes) -> bytes:
    """The privacy key for one agent, made as long as its cipher wants it."""
    key = localized(auth, master(auth.hash, password), engine)
    while len(key) < priv.key_bytes:
        key += _stretched(auth, priv, key, engine)
    return key[: priv.key_bytes]


def _stretched(auth: Auth, priv: Priv, key: bytes, engine: bytes) -> bytes:
    if not priv.cisco:  # draft-blumenthal-aes-usm-04
        return hashlib.new(auth.hash, key).digest()
    # draft-reeder-snmpv3-usm-3desede: the key itself is taken for a password
    repeated = key * (_PASSWORD_BYTES // len(key) + 1)
    return localized(auth, hashlib.new(auth.hash, repeated[:_PASSWORD_BYTES]).digest(), engine)


def encrypt(priv: Priv, key: bytes, salt: bytes, clock: bytes, data: bytes) -> bytes:
    """*data* encrypted. *salt*: 8 bytes, new each time; *clock*: the engine's boots and time, 8 bytes."""
    if priv.cipher == "des":
        data += b"\0" * (-len(data) % 8)
    encryptor = _cipher(priv, key, salt, clock).encryptor()
    return bytes(encryptor.update(data) + encryptor.finalize())


def decrypt(priv: Priv, key: bytes, salt: bytes, clock: bytes, data: bytes) -> bytes:
    """*data* decrypted. Raises ValueError when it cannot be."""
    decryptor = _cipher(priv, key, salt, clock).decryptor()
    return bytes(decryptor.update(data) + decryptor.finalize())


def _cipher(priv: Priv, key: bytes, salt: bytes, clock: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    if priv.cipher == "aes":
        return Cipher(algorithms.AES(key), _cfb()(clock + salt))
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES  # noqa: PLC0415

    # the second half of the key is what the salt is mixed with (RFC 3414 §8.1.1.1)
    vector = bytes(a ^ b for a, b in zip(key[8:16], salt, strict=True))
    return Cipher(TripleDES(key[:8] * 3), modes.CBC(vector))


def _cfb() -> Callable[[bytes], Any]:
    # RFC 3826 has nothing else; the library has moved it to where old modes are kept
    try:
        from cryptography.hazmat.decrepit.ciphers.modes import CFB  # noqa: PLC0415
    except ImportError:
        from cryptography.hazmat.primitives.ciphers.modes import CFB  # noqa: PLC0415
    return CFB
