"""Certificates: of people and the machine, on signing tokens, roots; the signing software."""

import base64
import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography import x509

from auditor.i18n import _
from auditor.parsers.pc import tokens as pc_tokens
from auditor.parsers.pc import trust
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows import keys
from auditor.parsers.windows.probe.devices import card_readers
from auditor.parsers.windows.probe.shape import export, listed
from auditor.parsers.windows.probe.users import console_sid, loaded

_MOST = 500
_SOFTWARE = re.compile(
    r"(?i)microsoft (software|platform|enhanced|strong|base cryptographic|rsa schannel|dh schannel|passport)"
)
"""Providers that keep keys on the machine itself, be it in a file or in its TPM."""


def _certificates(answer: Answer) -> Iterator[tuple[Mapping[str, Any], x509.Certificate]]:
    for entry in answer.get("certificates", list)[:_MOST]:
        if not isinstance(entry, dict) or not isinstance(entry.get("der"), str):
            continue
        try:
            yield entry, x509.load_der_x509_certificate(base64.b64decode(entry["der"], validate=True))
        except ValueError:  # what is no certificate signs nothing
            continue


def provider(entry: Mapping[str, Any]) -> str:
    """Who keeps the key: CRYPT_KEY_PROV_INFO (wincrypt.h) as the registry has it, offsets in place of
    pointers."""
    try:
        blob = base64.b64decode(str(entry.get("provider", "")), validate=True)
        at = struct.unpack_from("<I", blob, 4)[0]
    except (ValueError, struct.error):
        return ""
    if not 28 <= at < len(blob):
        return ""
    return blob[at : at + 512].decode("utf-16-le", "replace").partition("\0")[0]


def personal(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "store": "machine" if entry.get("store") == "machine" else "user",
            "subject": trust.subject(cert),
            "issuer": _issuer(cert),
            **trust.validity(cert, answer.now),
            **({"provider": said} if (said := provider(entry)) else {}),
        }
        for entry, cert in _certificates(answer)
    ]


def _issuer(cert: x509.Certificate) -> str:
    common = cert.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else cert.issuer.rfc4514_string()


def tokens(answer: Answer) -> list[dict[str, Any]]:
    """Certificates whose key a card keeps, which Windows copies into the store of who is logged on when
    the card is put in; nothing is read from the card itself. The copy stays when the card is taken away,
    so that without a reader there is no token."""
    readers = card_readers(answer)
    if not readers:
        return []
    if not loaded(answer):
        raise Missing(_("nobody is logged on at the machine"))
    reader = readers[0] if len(readers) == 1 else ""
    return [
        {
            "reader": reader,
            "subject": trust.subject(cert),
            "names": pc_tokens.names(cert),
            "issuer": _issuer(cert),
            **trust.validity(cert, answer.now),
        }
        for entry, cert in _certificates(answer)
        if entry.get("store") != "machine" and _on_card(entry)
    ]


def _on_card(entry: Mapping[str, Any]) -> bool:
    said = provider(entry)
    return bool(said) and not _SOFTWARE.search(said)


# --- signing software ---------------------------------------------------------------------------------------
_PORT = ":8987"
"""Of VGCA Sign Service, as the public vgcaplugin.js has it."""
_SIGNING = re.compile(r"(?i)vgca")


def signing_installed(answer: Answer) -> bool:
    """The service; a token's driver of the same issuer is none."""
    names = keys.packages(export(answer, "programs")).get("packages.names")
    if names is None:
        raise Missing(answer.why("programs"))
    running = listed(answer.data.get("sections", {}).get("processes", {}).get("names"))
    return any(_SIGNING.search(name) and re.search(r"(?i)sign", name) for name in (*names, *running))


def signing_listening(answer: Answer) -> bool:
    """Whether the signing software waits for the browser on its port.

    It runs for who is logged on: where nobody is, that it does not listen says nothing. Raises Missing.
    """
    listening = listed(answer.get("net.listeners", list))
    return any(each.endswith(_PORT) for each in listening) or not console_sid(answer)


FACTS: Mapping[str, Fact] = {
    "ca.roots": trust.roots,
    "certificates.personal": personal,
    "tokens": tokens,
    "signing.installed": signing_installed,
    "signing.listening": signing_listening,
}
