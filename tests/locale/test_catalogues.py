"""Every text a user sees is there in Vietnamese and in English."""

import gettext
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from auditor.i18n import LANGUAGES

PACKAGE = Path(__file__).parents[2] / "auditor"
LOCALE = PACKAGE / "locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "_": None, "N_": None, "plural": (1, 2)}


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "auditor.po"


def _catalogue(language: str) -> Catalog:
    with _po(language).open("rb") as stream:
        return read_po(stream, locale=language)


def _messages(language: str) -> Iterator[Message]:
    return (message for message in _catalogue(language) if message.id)


def _forms(texts: str | tuple[str, ...] | list[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _in_the_code() -> set[str]:
    """The msgids of the package (of a plural the singular), as `make i18n` finds them."""
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    found = extract_from_dir(PACKAGE, methods, options, keywords=KEYWORDS)
    return {_forms(message)[0] for _file, _line, message, _comments, _context in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue_and_no_other(language: str) -> None:
    known = {_forms(message.id)[0] for message in _messages(language)}
    code = _in_the_code()
    assert sorted(code - known) == [], "run `make i18n` and translate"
    assert sorted(known - code) == [], "run `make i18n`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_or_doubtful(language: str) -> None:
    bad = [m.id for m in _messages(language) if m.fuzzy or not all(_forms(m.string)) or not m.string]
    assert bad == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, _catalogue(language))
    fresh.seek(0)
    with _po(language).with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    written = gettext.GNUTranslations(fresh)._catalog  # type: ignore[attr-defined]
    assert {k: v for k, v in compiled.items() if k} == {k: v for k, v in written.items() if k}


def _fields(text: str) -> set[tuple[str, str, str | None]]:
    try:
        parts = [(name, spec or "", how) for _text, name, spec, how in Formatter().parse(text) if name]
    except ValueError:  # braces that are YAML, not ours
        return set()
    return {(name, spec, how) for name, spec, how in parts if re.fullmatch(r"[\w.\[\]]+", name)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_original(language: str) -> None:
    for message in _messages(language):
        originals = [_fields(form) for form in _forms(message.id)]
        for form in _forms(message.string):
            assert _fields(form) in originals, message.id


def test_commands_and_options_are_the_same_in_vietnamese() -> None:
    option = re.compile(r"(?<![\w-])--[a-z][\w-]+")
    for message in _messages("vi"):
        original = set(option.findall(_forms(message.id)[0]))
        assert set(option.findall(_forms(message.string)[0])) == original, message.id


def test_vietnamese_is_written_with_its_marks_composed() -> None:
    for message in _messages("vi"):
        for form in _forms(message.string):
            assert unicodedata.is_normalized("NFC", form), form


def test_english_says_what_the_code_says() -> None:
    for message in _messages("en"):
        assert _forms(message.string) == _forms(message.id)
