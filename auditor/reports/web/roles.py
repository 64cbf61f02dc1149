"""What the roles are called, and what each may see, in words."""

from collections.abc import Mapping

from auditor.i18n import N_
from auditor.model.accounts import Role

ROLES: Mapping[Role, str] = {
    Role.LEADERSHIP: N_("leadership"),
    Role.TECHNICIAN: N_("technician"),
    Role.IT: N_("provincial IT"),
}
MEANINGS: Mapping[Role, str] = {
    Role.LEADERSHIP: N_("Reads what the communes can do and what stops them; no device, no address."),
    Role.TECHNICIAN: N_("Reads everything of the communes named here, and their work orders."),
    Role.IT: N_("Reads everything, raw answers and accounts included."),
}
