"""An audit from start to finish: request → playbook → spool → store → judgement; interrupted ones resume."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor.audit import folders
from auditor.audit.ansible import Outcome, Play, play
from auditor.audit.folders import RunFolder
from auditor.audit.follow import Watcher, follow, orderly_stop
from auditor.audit.judging import judge_and_save
from auditor.audit.stores import open_store
from auditor.collectors.request import Request, new_header
from auditor.errors import AuditorError, InventoryError, Problem, RunError, StoreFull, UsageError
from auditor.events import log, spool
from auditor.i18n import _, os_error
from auditor.inventory.check import check
from auditor.inventory.resolved import resolved
from auditor.model import Judgement, Manifest, RunHeader
from auditor.standard import Standard, load_standard
from auditor.store import Store
from auditor.workspace import Workspace
from auditor.workspace.resources import playbooks

PLAYBOOK = "audit.yml"
_NEARLY_FULL = 256 * 1024


@dataclass(frozen=True)
class Wish:
    """What the user wants audited: inventories (empty: the workspace's) and words for Ansible itself.

    ``vault`` are ``--vault-password-file``/``--vault-id`` words; ``extra_vars`` are files (``@FILE``) alone,
    because a value on a command line stands in everybody's process list. ``active`` wants test scans,
    ``throughput`` the links' throughput measured. ``purpose`` is the run's (``fix``: part of one).
    """

    inventories: Sequence[Path] = ()
    limit: str = ""
    vault: Sequence[str] = ()
    extra_vars: Sequence[str] = ()
    active: bool = False
    throughput: bool = False
    purpose: str = ""

    def words(self) -> list[str]:
        """The words of ansible-playbook's command line."""
        limit = ["--limit", self.limit] if self.limit else []
        return [*limit, *self.vault, *(word for file in self.extra_vars for word in ("--extra-vars", file))]


@dataclass(frozen=True)
class Audited:
    """A run that ended: its header, what was asked, the judgement, and the devices that did not answer."""

    header: RunHeader
    manifest: Manifest
    judgement: Judgement
    unanswered: Mapping[str, str] = field(default_factory=dict)


def start(workspace: Workspace, wish: Wish, watcher: Watcher) -> Audited:
    """Audit what *wish* says. Raises InventoryError, StandardError, StoreError, RunError."""
    inventories = [path.absolute() for path in wish.inventories] or [workspace.inventory]
    for inventory in inventories:
        check(inventory)
    for file in wish.extra_vars:
        if not file.startswith("@"):
            raise UsageError(
                _("--extra-vars takes a file (@FILE): a value given here could be read in the process list"),
                _("write it into a file, with vault if it is a secret"),
            )
    standard = load_standard(workspace.standard, [workspace.standards])
    header = new_header(
        standard_name=standard.name,
        standard_digest=standard.digest,
        inventory_digest=folders.digest_of(inventories),
        limit=wish.limit,
        purpose=wish.purpose,
    )
    run = RunFolder(workspace.runs / header.id)
    request = Request.of(
        header,
        workspace.settings,
        spool=str(run.spool),
        log=str(run.log),
        known_hosts=(str(workspace.known_hosts),),
        files=standard.files_named(),
        active=wish.active,
        throughput=wish.throughput,
    )
    _prepare(run, request, inventories, wish)
    return _go(workspace, run, standard, watcher)


def resume(workspace: Workspace, name: str, watcher: Watcher) -> Audited:
    """Go on with the run *name*: devices in its spool are not asked again. Raises RunNotFound, RunLocked and
    what :func:`start` raises."""
    run = folders.folder_of(workspace, name)
    standard = load_standard(workspace.standard, [workspace.standards])
    return _go(workspace, run, standard, watcher)


def _prepare(run: RunFolder, request: Request, inventories: Sequence[Path], wish: Wish) -> None:
    """Make the run's folder with what collector and ansible-playbook need; it appears whole or not at all."""
    ansible = {"inventories": [str(path) for path in inventories], "words": wish.words()}
    making = RunFolder(run.root.with_name(f".{run.id}.new"))
    try:
        making.spool.mkdir(parents=True, mode=0o700)
        making.ansible.write_text(json.dumps(ansible, indent=1), "utf-8")
        request.write(making.request)
        making.root.rename(run.root)
    except OSError as error:
        raise RunError(
            _("{folder} cannot be written: {error}").format(folder=run.root, error=os_error(error)),
            _("free space there, or audit from a workspace that is yours: --workspace DIR"),
        ) from error


def _for_ansible(run: RunFolder) -> tuple[list[Path], list[str]]:
    """The inventories and words that :func:`_prepare` kept."""
    kept = json.loads(run.ansible.read_text("utf-8"))
    return [Path(path) for path in kept["inventories"]], kept["words"]


def _go(workspace: Workspace, run: RunFolder, standard: Standard, watcher: Watcher) -> Audited:
    request = Request.read(run.request)
    with spool.owned(run.spool), open_store(workspace) as store:

        def begun(manifest: Manifest) -> None:
            # only now is it a run: one that never asked a device must not be the latest
            store.save_header(request.header)
            watcher.begun(manifest)

        outcome = _collect(workspace, run, replace(watcher, begun=begun))
        if not spool.exists(run.spool):
            run.request.unlink()
            _blame_inventory(workspace, run)
            raise _broken(run, outcome)
        if not (_whole(run) or spool.stop_requested(run.spool)):
            raise _broken(run, outcome)
        return _finish(store, run, standard)


def _whole(run: RunFolder) -> bool:
    return spool.exists(run.spool) and spool.read_run(run.spool)[0].status == "complete"


def _collect(workspace: Workspace, run: RunFolder, watcher: Watcher) -> Outcome:
    inventories, words = _for_ansible(run)
    spool.clear_stop(run.spool)
    what = Play(
        playbook=playbooks() / PLAYBOOK,
        inventories=inventories,
        passthrough=words,
        variables={"auditor_request": str(run.request)},
        environment=workspace.ansible_settings,
    )
    with orderly_stop(run.spool, watcher):
        return play(what, run.root, folders.IDENT, lambda ended: follow(run.spool, ended, watcher))


def _blame_inventory(workspace: Workspace, run: RunFolder) -> None:
    """Raise InventoryError, with file and line, when it is the inventory's fault that nobody was asked."""
    inventories, words = _for_ansible(run)
    if not resolved(inventories, words, workspace.ansible_settings).devices:
        fill_in = _("fill it in, then: auditor inventory check; or give another --limit")
        names = ", ".join(map(str, inventories))
        raise InventoryError([Problem(names, 0, 0, _("there is no device in it to ask"), fill_in)])


def _finish(store: Store, run: RunFolder, standard: Standard) -> Audited:
    """Spool → store → judgement. A spool without its last line is a run that was interrupted."""
    header, manifest = ingest(store, run.spool)
    judgement = judge_and_save(store, header.id, standard)
    unanswered = store.failures(header.id)
    return Audited(header, manifest, judgement, unanswered)


def ingest(store: Store, folder: Path) -> tuple[RunHeader, Manifest]:
    """Put the spool in *folder* into *store*; again changes nothing. Raises RunError, StoreError."""
    header, manifest = spool.read_run(folder)
    if header.status == "running":
        header = replace(header, status="interrupted")
    store.save_header(header)
    store.save_manifest(header.id, manifest)
    store.add_observations(header.id, spool.stream(folder))
    return header, manifest


def _broken(run: RunFolder, outcome: Outcome) -> AuditorError:
    """Why ansible-playbook ended early, out of its own words; all of them go into the run's log."""
    if shutil.disk_usage(run.spool).free < _NEARLY_FULL:
        full = _("no space left for the run's observations; what was answered is kept")
        return StoreFull(full, _("free some space, then: auditor audit --resume {run}").format(run=run.id))
    handler = log.attach(run.log)
    log.LOGGER.error("ansible-playbook ended with %d:\n%s", outcome.rc, outcome.tail)
    log.detach(handler)
    said = log.redact(outcome.tail).strip()
    errors = [line for line in said.splitlines() if line.startswith(("ERROR", "[ERROR]", "fatal:"))]
    message = _("Ansible ended with {code} before the devices were asked:\n{text}")
    remedy = _("the run's log: {file}").format(file=run.log)
    if "no vault secrets found" in said:
        remedy = _("give the vault's password: --vault-password-file FILE, or --vault-id NAME@FILE")
    return RunError(message.format(code=outcome.rc, text="\n".join(errors) or said), remedy)
