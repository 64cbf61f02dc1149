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


def finding(public_url: str, run: str, id_: str, device: str, title: str) -> str:
    """What the code of a finding says: its page under *public_url*; without one what is useful offline."""
    if public_url:
        return f"{public_url.rstrip('/')}/runs/{run}/findings/{id_}"
    return "\n".join(filter(None, (id_, line(device, 60), line(title, 100))))
