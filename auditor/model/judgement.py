"""What judging a run gave."""

from dataclasses import dataclass, field
from datetime import datetime

from auditor.model.finding import CommuneAssessment, Finding
from auditor.model.people import WaiverUse, expiring
from auditor.model.summary import CommuneSummary


@dataclass(frozen=True)
class Judgement:
    """What evaluating a run gave: every finding and every commune's assessment, each in a stable order.

    ``at`` is when it was judged (None: kept by an auditor that did not say; two judgements
    are equal whenever they were made), ``waivers`` those that were valid
    then for what the run has. ``summaries`` are worked out of the rest, one a commune (none: nobody did yet).
    """

    findings: tuple[Finding, ...]
    communes: tuple[CommuneAssessment, ...]
    standard_name: str
    standard_digest: str
    at: datetime | None = field(default=None, compare=False)
    waivers: tuple[WaiverUse, ...] = ()
    summaries: tuple[CommuneSummary, ...] = field(default=(), compare=False)

    @property
    def expiring(self) -> tuple[WaiverUse, ...]:
        """Waivers that end within WARN_DAYS of the judgement, the first to end first."""
        return expiring(self.waivers, self.at)
