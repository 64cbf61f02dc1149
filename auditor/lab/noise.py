"""Files that a machine writes by itself, or that it writes because somebody logged in: no change of a fix.

Each with its reason; globs as in :mod:`auditor.lab.changes`.
"""

from collections.abc import Mapping

NOISE: Mapping[str, str] = {
    "/var/log/**": "logs",
    "/var/tmp/**": "temporary files",  # noqa: S108  (a path on another machine)
    "/tmp/**": "temporary files",  # noqa: S108
    "/var/lib/chrony/**": "the clock's measured drift",
    "/var/lib/systemd/timers/**": "when timers ran last",
    "/var/lib/systemd/random-seed": "the seed of random numbers",
    "/var/lib/private/**": "state of systemd's own services",
    "/var/lib/sudo/**": "who has read sudo's lecture",
    "/var/lib/nut/**": "the UPS driver's own state",
    "/var/lib/snmp/**": "the agent's own counters",
    "/var/lib/lab-snmp/**": "the agent's own counters",
    "/var/lib/lab-printer.json": "what the lab's printer was told over IPP",
    "/etc/lab/snmpd.conf": "the same, as its agent says it",
    "/var/lib/frr/**": "the router's own state",
    "/var/lib/dbus/**": "the bus's name of this machine",
    "/var/lib/softhsm/tokens/*/generation": "the token counts its openings",
    "/var/lib/logrotate/**": "when logs were rotated last",
    "/var/lib/dhcp/**": "leases",
    "/var/cache/cups/**": "the print server's own cache",
    "/var/spool/cups/**": "print jobs",
    "/var/spool/lab/**": "pages that a printer of the lab printed",
    "/etc/cups/printers.conf.O": "the print server's copy of what it wrote before",
    "/etc/cups/subscriptions.conf*": "who listens to the print server at the moment",
    "/home/*/.ansible/**": "Ansible's own folder on the machine that it works on",
    "/root/.ansible/**": "Ansible's own folder on the machine that it works on",
    "/home/*/.cache/**": "caches of programs",
    "/root/.cache/**": "caches of programs",
    "/home/*/.bash_history": "what somebody typed",
    "/root/.bash_history": "what somebody typed",
    "/home/*/.history_frr": "what somebody typed on a router",
    "/etc/.updated": "systemd's note that it has seen this image",
    "/var/.updated": "systemd's note that it has seen this image",
    "/etc/mtab": "made when the machine starts",
}
