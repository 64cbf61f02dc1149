"""The 34 provinces and their communes: codes and names from vietnam-provinces (data of the National
Statistics Office), and, where this product has verified more (units/<code>.json), region and place."""

import difflib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import vietnam_provinces

from auditor.errors import UsageError
from auditor.i18n import _

_TYPE = re.compile(r"^(Tỉnh|Thành phố) ")


@dataclass(frozen=True)
class OldUnit:
    """A commune of before 1 July 2025 that went into a new one."""

    code: str
    name: str


@dataclass(frozen=True)
class Unit:
    """A commune-level unit: 5-digit ``code`` as text, ``name`` with its type, ``type`` xã, phường or đặc khu.

    What nobody has verified is empty: ``region`` (I, II, III), ``lat``/``lon`` (degrees), ``area_km2``.
    """

    code: str
    name: str
    type: str
    region: str = ""
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    merged_from: tuple[OldUnit, ...] = ()


@dataclass(frozen=True)
class Province:
    """A province: 2-digit ``code`` as text, ``name``, ``slug`` (dien-bien), its units, and the sources."""

    code: str
    name: str
    slug: str
    units: tuple[Unit, ...]
    legal_source: str = ""
    region_source: str = ""
    place_source: str = ""


@cache
def _known() -> dict[str, vietnam_provinces.Province]:
    return {f"{province.code.value:02}": province for province in vietnam_provinces.Province.iter_all()}


def province(wanted: str) -> Province:
    """The province of a code ("11"), name or slug, with or without accents. Raises UsageError."""
    words = {code: code for code in _known()}
    for code, item in _known().items():
        words[item.codename.replace("_", " ")] = code
    word = re.sub(r"^(tinh|thanh pho|tp) ", "", plain(wanted))
    word = word.zfill(2) if word.isdigit() else word
    if word not in words:
        raise UsageError(_("there is no province “{name}”").format(name=wanted), _near(word) or _names())
    return _with_units(words[word])


def province_of(unit: str) -> str:
    """The province (Tỉnh Điện Biên) that commune-level *unit* (5-digit code) is in; ``""``: none is known."""
    return _names_by_unit().get(unit, "")


@cache
def _names_by_unit() -> dict[str, str]:
    names = {item.code: _typed(item.name) for item in _known().values()}
    return {f"{ward.code.value:05}": names[ward.province_code] for ward in vietnam_provinces.Ward.iter_all()}


def _typed(name: str) -> str:
    # the data names the type of cities alone
    return name if _TYPE.match(name) else f"Tỉnh {name}"


def _near(word: str) -> str:
    # compared without accents, as people type, and told with them
    names = {plain(name): name for name in (_TYPE.sub("", item.name) for item in _known().values())}
    near = difflib.get_close_matches(word, names, n=1)
    return _("did you mean “{word}”?").format(word=names[near[0]]) if near else ""


def _names() -> str:
    return ", ".join(f"{code} {item.name}" for code, item in sorted(_known().items()))


@lru_cache(maxsize=4096)  # lists say the same words in every row
def plain(text: str) -> str:
    """Lower case without accents and punctuation, so that Dien Bien, dien-bien and Điện Biên are one."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def _with_units(code: str) -> Province:
    known = _known()[code]
    wards = sorted(vietnam_provinces.Ward.iter_by_province(known.code), key=lambda ward: ward.code.value)
    more = _verified(code)
    places = {unit["code"]: unit for unit in more.get("units", ())}
    return Province(
        code=code,
        name=known.name,
        slug=known.codename.replace("_", "-"),
        units=tuple(_unit(ward, places.get(f"{ward.code.value:05}", {})) for ward in wards),
        legal_source=more.get("legal_source", ""),
        region_source=more.get("region_source", ""),
        place_source=more.get("place_source", ""),
    )


def _unit(ward: vietnam_provinces.Ward, place: dict[str, Any]) -> Unit:
    return Unit(
        code=f"{ward.code.value:05}",
        name=ward.name,
        type=ward.division_type.value,
        region=place.get("region", ""),
        lat=place.get("lat"),
        lon=place.get("lon"),
        area_km2=place.get("area_km2"),
        merged_from=tuple(OldUnit(old["code"], old["name"]) for old in place.get("merged_from", ())),
    )


def _verified(code: str) -> dict[str, Any]:
    file = resources.files("auditor") / "inventory" / "units" / f"{code}.json"
    data: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return data
