"""Every setting, in one table: the fields of :class:`Settings`.

A setting's key in auditor.toml is its name; its variable is ``AUDITOR_`` and the name in capitals (``env``
where it differs). An option of the command line wins over the variable, the variable over the file, the file
over the default.
"""

import types
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

from auditor.i18n import LANGUAGES, N_


def _setting(default: Any, meaning: str, **more: Any) -> Any:
    return field(default=default, metadata={"meaning": meaning, **more})


@dataclass(frozen=True)
class Settings:
    """The values that won, as written; :class:`auditor.workspace.Workspace` makes paths of them."""

    language: str = _setting(
        "vi", N_("language of messages and reports"), env="AUDITOR_LANG", option="--lang", choices=LANGUAGES
    )
    inventory: str = _setting(
        "inventories/", N_("Ansible inventory: a file, or a folder of them"), option="--inventory"
    )
    standard: str = _setting("baseline", N_("standard to judge by: its name or file"), option="--standard")
    store_url: str = _setting(
        "", N_("where runs are kept: postgresql://… (empty: auditor.db in the workspace)"), secret=True
    )
    known_hosts: str = _setting("known_hosts", N_("SSH host keys that are trusted"))
    forks: int = _setting(64, N_("devices asked at the same time"), option="--forks", minimum=1, maximum=1024)
    per_commune: int = _setting(
        8, N_("devices of one commune asked at the same time (they share its link)"), minimum=1, maximum=1024
    )
    connect_timeout_s: float = _setting(
        10.0, N_("seconds to wait for a connection"), minimum=0.1, maximum=600
    )
    answer_timeout_s: float = _setting(
        120.0, N_("seconds to wait for a device's whole answer"), minimum=0.1, maximum=3600
    )
    answer_limit_bytes: int = _setting(
        8 * 1024 * 1024, N_("largest answer that is read, in bytes"), minimum=1024, maximum=16 * 1024 * 1024
    )
    ping_count: int = _setting(20, N_("echo requests per link"), minimum=1, maximum=1000)
    throughput_budget_bytes: int = _setting(
        20 * 1024 * 1024,
        N_("bytes that `audit --throughput` may use on each link"),
        minimum=64 * 1024,
        maximum=1024**3,
    )
    ssh_kex: str = _setting(
        "fast",
        N_("SSH key exchange: fast (curve25519) or post-quantum (ten times the computing)"),
        choices=("fast", "post-quantum"),
    )
    fix_serial: int = _setting(
        10,
        N_("devices that `fix --apply` changes at once"),
        option="--serial",
        minimum=1,
        maximum=200,
    )
    fix_stop_share: float = _setting(
        0.2, N_("share of the devices tried that may fail before `fix --apply` stops"), minimum=0, maximum=1
    )
    report_type: str = _setting(
        "report", N_("leadership's paper: report (BÁO CÁO) or letter (V/v …)"), choices=("report", "letter")
    )
    report_parent_body: str = _setting("", N_("the body above the one that issues papers, on their top left"))
    report_issuing_body: str = _setting("", N_("the body that issues papers (empty: dots to write on)"))
    report_number: str = _setting("", N_("the paper's number after “Số:”, for example …/BC-SKHCN"))
    report_place: str = _setting("", N_("the place before the paper's date"))
    report_date: str = _setting("", N_("the paper's date, dd/mm/yyyy (empty: dots to write on)"))
    report_to: str = _setting("", N_("to whom the paper goes (“Kính gửi”); several: with ; between them"))
    report_signer_prefix: str = _setting(
        "none",
        N_("in whose stead or name the paper is signed"),
        choices=("KT.", "TL.", "TUQ.", "TM.", "none"),
    )
    report_signer_title: str = _setting(
        "", N_("the signer's title; after a prefix the title or body signed for, for example GIÁM ĐỐC")
    )
    report_signer_own_title: str = _setting(
        "", N_("with a prefix: the signer's own title, for example PHÓ GIÁM ĐỐC")
    )
    report_signer: str = _setting("", N_("the signer's name"))
    report_recipients: str = _setting("", N_("“Nơi nhận”: who gets the paper, with ; between them"))
    notify_to: str = _setting("", N_("who gets the e-mail of `notify`: addresses, with commas between them"))
    notify_from: str = _setting("", N_("the address that the e-mail comes from"))
    notify_smtp_host: str = _setting("", N_("mail server that takes the e-mail (empty: none is sent)"))
    notify_smtp_port: int = _setting(587, N_("its port"), minimum=1, maximum=65535)
    notify_smtp_tls: str = _setting(
        "starttls",
        N_("starttls, tls (encrypted from the start, often port 465) or none (never with a password)"),
        choices=("starttls", "tls", "none"),
    )
    notify_smtp_user: str = _setting("", N_("name to log in to the mail server by (empty: no log-in)"))
    notify_smtp_password: str = _setting("", N_("its password"), hidden=True)
    notify_webhook_url: str = _setting(
        "", N_("https://… that gets the summary as JSON (empty: none is sent)"), hidden=True
    )
    notify_webhook_secret: str = _setting(
        "", N_("secret that the webhook's messages are signed with"), hidden=True
    )
    notify_vault: str = _setting("", N_("file of ansible-vault that holds these secrets"))
    notify_ca_file: str = _setting(
        "", N_("certificates that mail server and webhook are checked by (empty: the system's)")
    )
    notify_timeout_s: float = _setting(
        20.0, N_("seconds to wait for the mail server or the webhook"), minimum=0.1, maximum=600
    )
    notify_tries: int = _setting(
        3, N_("times that a message is tried while the other side is busy or away"), minimum=1, maximum=20
    )
    serve_host: str = _setting("127.0.0.1", N_("address that the dashboard is served on"), option="--host")
    serve_port: int = _setting(8720, N_("its port"), option="--port", minimum=1, maximum=65535)
    serve_cert: str = _setting("", N_("its certificate for TLS, a PEM file"), option="--cert")
    serve_key: str = _setting("", N_("the certificate's key, a PEM file"), option="--key")
    serve_proxies: str = _setting(
        "",
        N_("addresses of the proxy that speaks TLS before it, with , between them"),
        option="--behind-proxy",
    )
    public_url: str = _setting(
        "", N_("the dashboard's address as readers type it, https://…"), option="--public-url"
    )
    serve_workers: int = _setting(
        1, N_("processes that serve the dashboard"), option="--workers", minimum=1, maximum=32
    )
    serve_idle_minutes: int = _setting(
        60, N_("minutes after which a reader who does nothing has to log in again"), minimum=1, maximum=1440
    )
    serve_session_hours: int = _setting(
        12, N_("hours after which every reader has to log in again"), minimum=1, maximum=720
    )
    keep_runs_days: int = _setting(
        400, N_("days that raw answers are kept before `runs prune` drops them"), minimum=1, maximum=36500
    )
    log_level: str = _setting(
        "info", N_("what a run's log tells"), choices=("debug", "info", "warning", "error")
    )


@dataclass(frozen=True)
class Setting:
    """One row of the table. ``option`` is ``""`` where no command has one; ``secret``: shown with its
    password masked; ``hidden``: never shown, and refused in the file: from the environment or a vault."""

    name: str
    type: type[Any]
    default: Any
    meaning: str
    env: str
    option: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    secret: bool = False
    hidden: bool = False


def _row(item: Field[Any]) -> Setting:
    more = {"env": f"AUDITOR_{item.name.upper()}", **item.metadata}
    assert isinstance(item.type, type)  # noqa: S101  (the annotations above are plain classes)
    return Setting(name=item.name, type=item.type, default=item.default, **more)


TABLE: Mapping[str, Setting] = types.MappingProxyType({item.name: _row(item) for item in fields(Settings)})
"""Every setting by its name."""
