"""`auditor init`: a new workspace with the communes of a province, to be filled in."""

from pathlib import Path

import click

from auditor.errors import UsageError
from auditor.i18n import _
from auditor.inventory import skeleton
from auditor.inventory.provinces import Province, province
from auditor.workspace import TABLE, Setting

_FOLDERS = ("inventories", "standard", "reports", "runs")

_STANDARD = """\
# Bộ tiêu chuẩn của tỉnh, dựa trên bộ có sẵn: chỉ ghi những gì khác.
# The province's standard, on top of the one that ships: only what differs.
# Xem các giá trị và quy tắc / see the values and rules:  auditor standard list
# Kiểm tra tệp này / check this file:  auditor standard check
extends: baseline
name: {slug}

# values:
#   time_zones: {{value: [Asia/Ho_Chi_Minh], source: {{kind: province, reference: "Công văn số …"}}}}
# communes:
#   "{code}":
#     values: {{}}
#     rules: {{}}
"""


@click.command(
    help=_(
        "Make a workspace in DIR: settings, the communes of a province as an inventory to be filled in,"
        " a standard of its own. --province is a code (11) or a name."
    )
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor init --province 11 dien-bien"
)
@click.option(
    "--province", "wanted", required=True, metavar=_("PROVINCE"), help=_("Code or name of the province.")
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar=_("DIR"))
def command(wanted: str, folder: Path) -> None:
    of = province(wanted)
    try:
        if folder.exists() and any(folder.iterdir()):
            not_empty = _("{folder} is not empty").format(folder=folder)
            raise UsageError(not_empty, _("name a new or an empty folder"))
        _write(of, folder)
    except OSError as error:
        cannot = _("cannot write {folder}: {error}").format(folder=folder, error=error)
        raise UsageError(cannot, _("name a folder that you may write")) from error
    click.echo(_("{name}: {count} communes").format(name=of.name, count=len(of.units)))
    click.echo(
        _("next: fill in {folder}, then: auditor inventory check").format(folder=_inventory(of, folder))
    )


def _inventory(of: Province, folder: Path) -> Path:
    return folder / "inventories" / of.slug


def _write(of: Province, folder: Path) -> None:
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    skeleton.write(of, _inventory(of, folder))
    standard = _STANDARD.format(slug=of.slug, code=of.units[0].code)
    (folder / "standard" / f"{of.slug}.yml").write_text(standard, "utf-8")
    # last, so that a folder that was written only half is not taken for a workspace
    (folder / "auditor.toml").write_text(_settings(of), "utf-8")


def _settings(of: Province) -> str:
    stated = {"inventory": f"inventories/{of.slug}/", "standard": f"standard/{of.slug}.yml"}
    head = [f"# {of.name}", "# " + _("What is commented out is the default."), ""]
    return "\n".join([*head, *(_line(setting, stated) for setting in TABLE.values())]) + "\n"


def _line(setting: Setting, stated: dict[str, str]) -> str:
    value = stated.get(setting.name, setting.default)
    shown = f'"{value}"' if setting.type is str else str(value)
    if setting.hidden:
        return (
            f"# {_(setting.meaning)}\n# "
            + _("(never in this file: {variable})").format(variable=setting.env)
            + "\n"
        )
    mark = "" if setting.name in stated else "# "
    return f"# {_(setting.meaning)}\n{mark}{setting.name} = {shown}\n"
