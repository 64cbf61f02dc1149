"""A plan as plain values: the one shape of its file (YAML), of ``--json`` and of the store."""

from typing import Any

from auditor.model.plain import from_plain, to_plain
from auditor.model.plan import Plan


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """A dict with every field of *plan* by its name, times in RFC 3339."""
    plain: dict[str, Any] = to_plain(plan)
    return plain


def plan_from_json(data: Any) -> Plan:
    """The inverse of :func:`plan_to_json`; what has a default may be left out.

    Raises NotPlain (a ValueError, with the ``path`` of keys) for a key that no plan has, one that is missing
    and a value of another type. Whether the values make sense (ids, roles) is not asked here.
    """
    return from_plain(Plan, data)
