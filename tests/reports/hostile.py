"""Views in which every text is an attack."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import cycle

from auditor.model import (
    Commune,
    CommuneAssessment,
    Device,
    Finding,
    Level,
    Scope,
    Source,
    SourceKind,
    Waiver,
    WaiverUse,
)
from auditor.reports.build import build_view
from auditor.reports.view import ChangeView, LevelChange, ProvinceView
from tests.reports.cases import ALL, COMMUNES, FAIL, START, UNKNOWN, WAIVED, Case, case, header
from tests.reports.past import looking_back

MARK = "Ẳng-Mứn"
"""Stands in every attack that is not cut: a file without it would have lost what a device said."""

ATTACKS: dict[str, tuple[str, ...]] = {
    "html": (
        f"{MARK}</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>"
        "<svg/onload=alert(1)>\"' autofocus onfocus=alert(1) <a href=javascript:alert(1)>x</a>&lt;&amp;<!--",
    ),
    "formulas": (
        f"=cmd|' /C calc'!A0{MARK}",
        f'+HYPERLINK("http://198.18.0.1","{MARK}")',
        f"-2+3+{MARK}",
        f"@SUM(1){MARK}",
        f"\t=1+1{MARK}",
        f"\r=1+1\r\n=2{MARK}",
        f"＝1＋1{MARK}",
    ),
    "unseen": (
        MARK + "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) + "\x1b]0;pwned\x07\x1b[2J",
        f"{MARK}\u202egnp.exe\u202c\u2066a\u2069\u200e\u200f\u061c\u200b\ufeff\u00ad\u2028\u2029",
        f"{MARK}\ud800x\udfff\udc80 \ufffe\uffff\U0010ffff\ufdd0\U000e0041",
    ),
    "long": (MARK + "Mường" * 2_000,),
    "letters": (
        MARK + "Z" + "\u0300\u0321\u0489\u1ab0\u20dd\ufe20" * 200,
        unicodedata.normalize("NFD", f"{MARK} Phường Điện Biên Phủ"),
        f"{MARK} 📠 عربى עברית 印刷機 ไทย 𠜎 ꧅ ﷽",
    ),
    "markup": (
        MARK + "{{ 7*7 }}{% raw %}{%tr for x in y %}{{r x}}${7*7}#{7*7}{0.__class__}%s%(x)s"
        '#read("/etc/passwd")#import "x": * $1/0$ `x` *b* _e_ @ref <label> \\ ]]>&x;<!ENTITY x SYSTEM "f">'
        "</w:t></w:r></w:p><w:p>[bold red]\\x1b[0m",
    ),
    "paths": (f"../../{MARK}/../etc/passwd\\..\\CON:nul|?*",),
    "nothing": ("", " \n\t "),
}
"""Texts of each attack; they take turns."""


def attacked(name: str, language: str = "en") -> ProvinceView:
    """A province of two communes with a past in which every text is one of the attack *name*."""
    texts = cycle(ATTACKS[name])
    communes = (COMMUNES[0], COMMUNES[2])
    made = _case(texts, *(replace(c, name=next(texts), region=next(texts)) for c in communes))
    view = build_view(made.header, made.manifest, made.judgement, language)
    moved = tuple(LevelChange(c.commune, Level.READY, c.level) for c in view.communes)
    return replace(looking_back(view), change=ChangeView(made.header, 1, 1, 1, 1, worse=moved))


def attacked_names(name: str, language: str = "en") -> ProvinceView:
    """A commune whose code, and devices whose names, are the attack *name*, as far as they can be stored."""
    text = ATTACKS[name][0].encode("utf-8", "ignore").decode()
    made = _case(cycle("x"), Commune(text, text, "III", 22.3, 102.2, 2))
    return build_view(made.header, made.manifest, made.judgement, language)


def _case(texts: Iterator[str], *communes: Commune) -> Case:
    def attack(finding: Finding) -> Finding:
        title, fix = ({"vi": text, "en": text} for text in (next(texts), next(texts)))
        verdict = {"pc.time.offset": UNKNOWN, "pc.disk.free": WAIVED}.get(finding.rule, FAIL)
        return replace(
            finding,
            verdict=verdict,
            title=title,
            fix=fix,
            reason=next(texts),
            expected=f"equals {next(texts)}",
            found=[next(texts), {next(texts): next(texts)}],
            fact=next(texts),
            steps=ALL,
            source=Source(SourceKind.DEFAULT, next(texts)),
            counter=next(texts) if finding.counter else "",
            site=next(texts),
        )

    whole = case(communes, attack)
    devices = {id_: _attack(device, texts) for id_, device in whole.manifest.devices.items()}
    judgement = replace(
        whole.judgement,
        communes=tuple(_counters(told, texts) for told in whole.judgement.communes),
        standard_name=next(texts),
        standard_digest=next(texts),
        at=START,
        waivers=(WaiverUse(_waiver(texts), 2),),
    )
    head = header(who=next(texts), tool_version=next(texts), limit=next(texts), inventory_digest=next(texts))
    return replace(whole, header=head, manifest=replace(whole.manifest, devices=devices), judgement=judgement)


def _attack(device: Device, texts: Iterator[str]) -> Device:
    counter = next(texts) if device.counter else ""
    return replace(device, site=next(texts), role=next(texts), origin=next(texts), counter=counter)


def _counters(told: CommuneAssessment, texts: Iterator[str]) -> CommuneAssessment:
    counters = tuple(replace(c, site=next(texts), counter=next(texts)) for c in told.counters)
    return replace(told, counters=counters)


def _waiver(texts: Iterator[str]) -> Waiver:
    return Waiver(
        rule=next(texts),
        scope=Scope.DEVICE,
        reason=next(texts),
        approver=next(texts),
        until=date(2026, 11, 30),
        by=next(texts),
        made=START - timedelta(days=2),
        device=next(texts),
        commune=next(texts),
        site=next(texts),
        id=3,
    )


VIEWS: dict[str, Callable[[str], ProvinceView]] = {
    **{f"texts-{name}": partial(attacked, name) for name in ATTACKS},
    **{
        f"names-{name}": partial(attacked_names, name)
        for name in ("html", "formulas", "unseen", "paths", "markup", "nothing")
    },
}
