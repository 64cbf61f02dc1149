"""What it means that a value comes from a law, from the province, or only from this product."""

from collections.abc import Mapping

from auditor.i18n import N_
from auditor.model import SourceKind

SOURCES: Mapping[SourceKind, str] = {
    SourceKind.LAW: N_("The law demands it: the text named here was read."),
    SourceKind.PROVINCE: N_("The province demands it: its standard or its inventory says so."),
    SourceKind.DEFAULT: N_(
        "No law demands it: this product chose it, and the province may choose otherwise."
    ),
}
