"""The dashboard's accounts: made and changed by whoever may use the command line here."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from auditor.audit.stores import open_store
from auditor.collectors.request import who
from auditor.errors import UsageError, did_you_mean
from auditor.i18n import N_, _
from auditor.model import passwords, times
from auditor.model.accounts import Account, Role
from auditor.model.passwords import Weakness
from auditor.store import AccountUse, Store
from auditor.workspace import Workspace

_NAME = re.compile(r"[^\W_][\w.@-]{0,63}")
_REFUSED = {
    Weakness.SHORT: N_("A password has at least {n} characters."),
    Weakness.LONG: N_("The password is too long."),
    Weakness.SIMPLE: N_("The password repeats too few characters."),
    Weakness.NAME: N_("The password is little more than the name."),
}


def key_of(name: str) -> str:
    """*name* as accounts are known by it: in NFC and lower case, without blanks around it."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def add(workspace: Workspace, name: str, role: Role, communes: Sequence[str], password: str) -> Account:
    """Make an account. Raises UsageError for a name, password or commune that cannot be, StoreError."""
    account = Account(key_of(name), role, tuple(dict.fromkeys(communes)), times.now(), who())
    _check(account, password)
    with open_store(workspace) as store:
        _check_communes(store, account)
        if not store.readers.add(account, passwords.hashed(password)):
            raise UsageError(
                _("there is an account “{name}” already").format(name=account.name),
                _("a forgotten password: auditor account password {name}").format(name=account.name),
            )
    return account


def accounts(workspace: Workspace) -> list[AccountUse]:
    """All accounts by name, disabled ones too. Raises StoreError."""
    with open_store(workspace) as store:
        return store.readers.accounts()


def disable(workspace: Workspace, name: str) -> Account:
    """Let nobody in with this account any more; whoever is logged in with it is out. Raises UsageError."""
    with open_store(workspace) as store:
        account = _known(store, name)
        store.readers.disable(account.name, who(), times.now())
    return account


def enable(workspace: Workspace, name: str) -> Account:
    """The inverse of :func:`disable`. Raises UsageError, StoreError."""
    with open_store(workspace) as store:
        account = _known(store, name)
        store.readers.enable(account.name)
    return account


def set_password(workspace: Workspace, name: str, password: str) -> Account:
    """Give an account another password; whoever is logged in with it is out. Raises UsageError."""
    with open_store(workspace) as store:
        account = _known(store, name)
        _check(account, password)
        store.readers.set_password(account.name, passwords.hashed(password))
    return account


def said_of(weakness: Weakness, gettext: Callable[[str], str] = _) -> str:
    """Why a password is refused, in the active language or another one."""
    return gettext(_REFUSED[weakness]).format(n=passwords.MIN_LENGTH)


def _check(account: Account, password: str) -> None:
    if not _NAME.fullmatch(account.name):
        raise UsageError(
            _("“{name}” cannot be an account's name").format(name=account.name),
            _("letters, digits and . - _ @, at most 64, the first one a letter or digit"),
        )
    weakness = passwords.weakness(password, account.name)
    if weakness:
        raise UsageError(said_of(weakness), _("several words that do not belong together are a good one"))
    if account.role is Role.TECHNICIAN and not account.communes:
        raise UsageError(_("a technician sees own communes only"), _("name them: --commune CODE"))
    if account.role is not Role.TECHNICIAN and account.communes:
        raise UsageError(_("only a technician's account is for certain communes"), _("leave out --commune"))


def _check_communes(store: Store, account: Account) -> None:
    """A misspelt code would show its technician nothing; where no run is known, nothing can be said."""
    known = tuple(store.readers.known_communes())
    for code in account.communes:
        if known and code not in known:
            raise UsageError(
                _("no run has a commune “{code}”").format(code=code),
                did_you_mean(code, known) or _("write its five digits as the inventory has them"),
            )


def _known(store: Store, name: str) -> Account:
    found = store.readers.account(key_of(name))
    if found is None:
        names = tuple(use.account.name for use in store.readers.accounts())
        raise UsageError(
            _("there is no account “{name}”").format(name=name), did_you_mean(key_of(name), names)
        )
    return found.account
