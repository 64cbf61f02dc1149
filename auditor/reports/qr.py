"""QR codes (ISO/IEC 18004) as SVG, so that they stand inline on a page and in a PDF without a network."""

import segno
from markupsafe import Markup

from auditor.reports.text import line

MAX_TEXT = 300
"""Characters of a payload: more would be too fine to be read from paper by a telephone."""


def code(payload: str) -> segno.QRCode:
    """The code of *payload* with middle error correction.

    Where it is more than ASCII it names its encoding (ECI): readers that guess take some texts for Shift-JIS.
    """
    said = payload[:MAX_TEXT]
    return segno.make_qr(said, error="m", encoding="utf-8", eci=not said.isascii())


def svg(payload: str) -> Markup:
    """The code of *payload*, black on white with its quiet zone, as one ``svg`` element."""
    drawn = code(payload).svg_inline(border=4, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704  (paths alone: the payload is in their shape)


def link(public_url: str, run: str, id_: str) -> str:
    """A finding's page in the dashboard at *public_url*; ``""`` where that is no address for a code."""
    url = f"{public_url.rstrip('/')}/runs/{run}/findings/{id_}"
    return url if url.startswith(("https://", "http://")) and len(url) <= MAX_TEXT else ""


def offline(id_: str, device: str, title: str) -> str:
    """What is of use without a network: a finding's number, its device, what the rule says."""
    return "\n".join(filter(None, (id_, line(device, 60), line(title, 100))))
