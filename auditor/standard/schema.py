"""The JSON Schema of a standard's file, for editors: made from the same words that the loader knows."""

from collections.abc import Iterable
from typing import Any

from auditor.matchers import MATCHERS
from auditor.model import Area, Kind, Severity, SourceKind, Step
from auditor.model.dictionary import dictionary
from auditor.standard.merge import CHANGEABLE
from auditor.standard.reader import APPLIES
from auditor.standard.remedies import OS_FAMILIES, PERSONS
from auditor.standard.work import JOB, MAX_MINUTES

Schema = dict[str, Any]


def schema() -> Schema:
    """JSON Schema 2020-12. It completes and catches misspellings; what fits what, only the loader tells."""
    rules = {
        "anyOf": [
            {"type": "array", "items": {"$ref": "#/$defs/rule", "required": ["id"]}},
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/rule"}},
        ]
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "auditor: standard",
        **_object(
            {
                "name": {"type": "string", "minLength": 1},
                "description": _ref("texts"),
                "extends": {"type": "string", "description": "name of a standard that is shipped, or a path"},
                "weights": _object(
                    {severity.value: {"type": "number", "minimum": 0} for severity in Severity}
                ),
                "thresholds": _object({"coverage": {"type": "number", "minimum": 0, "maximum": 1}}),
                "values": _map(_ref("value")),
                "rules": rules,
                "profiles": _map(_ref("deviation")),
                "communes": {
                    "type": "object",
                    "patternProperties": {"^[0-9]{5}$": _ref("deviation")},
                    "additionalProperties": False,
                },
            }
        ),
        "$defs": _definitions(),
    }


def _definitions() -> Schema:
    comparison = {
        "anyOf": [
            _words(name for name, matcher in MATCHERS.items() if matcher.takes == "nothing"),
            {**_object({name: {"description": m.words} for name, m in MATCHERS.items()}), "minProperties": 1},
        ]
    }
    rule = {
        "id": {"type": "string", "pattern": "^[a-z0-9_.]+$"},
        "applies_to": _ref("applies_to"),
        "fact": _ref("fact"),
        "expect": comparison,
        "severity": _words(Severity),
        "area": _words(Area),
        "steps": _one_or_many(Step),
        "source": _ref("source"),
        "title": _ref("texts"),
        "fix": _ref("texts"),
        "problem": _ref("texts"),
        "remedy": _ref("remedy"),
        "work": _ref("work"),
        "disabled": {"type": "boolean"},
        "reason": {"type": "string"},
    }
    when = _object({"fact": _ref("fact"), **{name: {} for name in MATCHERS}}, required=["fact"])
    applies = dict(
        zip(APPLIES, (_one_or_many(Kind), _texts_or_text(), _words(OS_FAMILIES), when), strict=True)
    )
    parts = {"role": {"type": "string"}, "entry": {"type": "string"}, "with": {"type": "object"}}
    call = _object(parts, required=["role", "entry"])
    families = {family: {"anyOf": [_words(PERSONS), _ref("role_call")]} for family in OS_FAMILIES}
    follows = {"type": "array", "items": {"type": "string"}}
    remedy = {**parts, **families, "follows": follows, "unless": follows, "who": _words(PERSONS)}
    changes = {key: rule[key] for key in CHANGEABLE}
    return {
        "texts": _object({"vi": {"type": "string"}, "en": {"type": "string"}}, required=["vi", "en"]),
        "source": _object({"kind": _words(SourceKind), "reference": {"type": "string"}}, required=["kind"]),
        "value": _object({"value": {}, "source": _ref("source")}, required=["value", "source"]),
        "fact": _words(dictionary()),
        "applies_to": _object(applies, required=["kind"]),
        "role_call": call,
        "remedy": {"anyOf": [_words(PERSONS), _object(remedy)]},
        "work": _work(),
        "rule": _object(rule),
        "deviation": _object({"values": _map(_ref("value")), "rules": _map(_object(changes))}),
    }


def _work() -> Schema:
    texts = {"vi": {"type": "string"}, "en": {"type": "string"}}
    part = _object({**texts, "tool": {"type": "boolean"}}, required=list(texts))
    return _object(
        {
            "minutes": {"type": "integer", "minimum": 1, "maximum": MAX_MINUTES},
            "bring": {"type": "array", "items": part},
            "job": {"type": "string", "pattern": f"^{JOB.pattern}$"},
            "on_site": {"type": "boolean"},
        },
        required=["minutes"],
    )


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _words(words: Iterable[str]) -> Schema:
    return {"enum": [str(word) for word in words]}


def _one_or_many(words: Iterable[str]) -> Schema:
    one = _words(words)
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _texts_or_text() -> Schema:
    return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _object(properties: Schema, required: Iterable[str] = ()) -> Schema:
    shape: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}
