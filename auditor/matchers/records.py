"""Comparisons of lists of records, and of a configuration's sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import MatchError
from auditor.i18n import N_
from auditor.matchers import sections, values
from auditor.matchers.registry import MAX_ITEMS, RECORDS, TEXTS, Match, bounded, cut, match, matcher, register


@register("each", N_("of each, {argument}"), RECORDS, "each")
def _each(found: Any, wanted: Any) -> Match:
    """Every record's *field* fits. With ``by`` the argument is one for each value of that other field;
    records for which it has none are not looked at."""
    each = Each.of(wanted)
    wrong = [record for record in values.records(found) if not each.holds(record)]
    return Match(not wrong, bounded([each.shown(record) for record in wrong or found]))


@dataclass(frozen=True)
class Each:
    """The argument of ``each`` taken apart: ``{field: version, by: name, version_at_least: …}``."""

    field: str
    name: str
    argument: Any
    by: str = ""

    @classmethod
    def of(cls, wanted: Any) -> "Each":
        """Raises MatchError when *wanted* is not such a mapping."""
        if not isinstance(wanted, Mapping) or not isinstance(wanted.get("field"), str):
            raise values.refuse(wanted, "{field: …, MATCHER: …}")
        inner = [key for key in wanted if key not in {"field", "by"}]
        if len(inner) != 1 or inner[0] == "each":
            raise MatchError("each needs exactly one matcher beside field and by")
        return cls(wanted["field"], matcher(inner[0]).name, wanted[inner[0]], wanted.get("by", ""))

    def holds(self, record: Mapping[str, Any]) -> bool:
        """True when *record* fits, or when nothing is stated for it."""
        argument = self.argument
        if self.by:
            if not isinstance(argument, Mapping):
                raise values.refuse(argument, "record")
            if record.get(self.by) not in argument:
                return True
            argument = argument[record[self.by]]
        if record.get(self.field) is None:
            raise MatchError(f"a record without {self.field}")
        return match(self.name, record[self.field], argument).ok

    def shown(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """What of *record* a reader needs: its name, the field, and what the argument went by."""
        keys = dict.fromkeys(("name", "path", self.by, self.field))
        return {key: record[key] for key in keys if key in record}


@register("files_are", N_("the files as the standard has them: {argument}"), RECORDS, "files")
def _files_are(found: Any, wanted: Any) -> Match:
    """Every wanted file (path, and sha256, mode or owner) is there as wanted. A path that the run did not
    look at raises MatchError: an older run cannot tell. ``content`` is for whoever writes the file."""
    there = {record.get("path"): record for record in values.records(found)}
    unseen = [file["path"] for file in values.records(wanted) if file["path"] not in there]
    if unseen:
        raise MatchError("the run did not look at " + ", ".join(bounded(unseen)))
    asked = [there[file["path"]] for file in wanted]
    wrong = [seen for seen, file in zip(asked, wanted, strict=True) if not _file_is(seen, file)]
    return Match(not wrong, bounded(wrong or asked))


def _file_is(record: Mapping[str, Any], file: Mapping[str, Any]) -> bool:
    if record.get("exists") is False:
        return False
    wanted = {key: value for key, value in file.items() if key != "content"}
    for key in wanted:
        if record.get(key) is None:
            raise MatchError(f"{file['path']}: its {key} was not seen")
    return all(record[key] == value for key, value in wanted.items())


@register("config_section", N_("the sections as they should be: {argument}"), TEXTS, "sections")
def _config_section(found: Any, wanted: Any) -> Match:
    """Every wanted section of a configuration is there with its lines; see auditor.matchers.sections."""
    if not isinstance(wanted, list):
        raise values.refuse(wanted, "[{section: …, lines: […]}]")
    wrong = sections.compare(values.texts(found), wanted)
    return Match(not wrong, bounded(wrong) if wrong else [each["section"] for each in _named(wanted)])


def _named(wanted: list[Any]) -> list[dict[str, str]]:
    return [{"section": cut(each.get("section") or each["section_matches"])} for each in wanted[:MAX_ITEMS]]
