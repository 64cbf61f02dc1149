"""The communes a lab is made of: real ones of Điện Biên, the same ones in the same order each time."""

from auditor.inventory.provinces import Unit, province
from auditor.lab.plan import Commune

# The westernmost commune, the capital, the most populous one of the border, then the rest by code.
_FIRST = ("03158", "03127", "03160", "03328", "03253", "03163")


def communes(count: int) -> tuple[Commune, ...]:
    """The first *count* communes; from the 46th on they are made up (99001 …), for labs larger than the
    province.
    """
    units = sorted(province("11").units, key=_rank)
    real = [_commune(unit, number) for number, unit in enumerate(units[:count], 1)]
    made_up = [
        Commune(f"99{n:03d}", f"Xã mẫu {n}", "III", 21.4, 103.0, n) for n in range(len(real) + 1, count + 1)
    ]
    return (*real, *made_up)


def _rank(unit: Unit) -> tuple[int, str]:
    return (_FIRST.index(unit.code) if unit.code in _FIRST else len(_FIRST), unit.code)


def _commune(unit: Unit, number: int) -> Commune:
    return Commune(unit.code, unit.name, unit.region, unit.lat or 21.4, unit.lon or 103.0, number)
