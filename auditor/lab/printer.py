"""A commune's printer: CUPS' ippeveprinter (IPP Everywhere, PWG 5100.14) in a machine that does nothing else.

What it says about itself comes from an attributes file. Its state cannot: ippeveprinter never stops and calls
every reason a mere "-report" while it is idle; nor does it let anybody change it. So it answers through
printer_front.py.
"""

import shlex
from pathlib import Path

from auditor.lab import printer_snmp, snmp_agent
from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import Machine
from auditor.lab.printer_spec import SIZES, PrinterSpec
from auditor.lab.rootfs import Rootfs

ATTRIBUTES = "/etc/lab/printer.conf"
_FRONT = Path(__file__).with_name("printer_front.py")
_FRONT_PATH = "/usr/local/lib/lab-printer-front.py"
UNIT = "lab-printer.service"


def healthy(machine: Machine) -> PrinterSpec:
    """The printer that nothing is wrong with."""
    return PrinterSpec(serial=f"PL{machine.place.code}{machine.number:02d}")


def printer_disk(materials: Materials, machine: Machine) -> Rootfs:
    disk = base_disk(materials, machine)
    disk.put("/etc/avahi/avahi-daemon.conf", "[server]\nuse-ipv6=no\n")
    disk.put("/var/spool/lab/.keep", "")
    describe(disk, materials, machine, healthy(machine))
    # ippeveprinter starts only where D-Bus and Avahi answer, even if it is to announce nothing.
    wants = f"dbus.service avahi-daemon.service {snmp_agent.UNIT} {UNIT}"
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", f"{snmp_agent.UNIT} {UNIT}")
    return disk


def describe(disk: Rootfs, materials: Materials, machine: Machine, spec: PrinterSpec) -> None:
    """Make the printer say what *spec* says, over IPP and over SNMP."""
    printer_snmp.serve(disk, materials, machine, spec)
    disk.put(ATTRIBUTES, attributes(spec))
    command = f"/usr/sbin/ippeveprinter -v -d /var/spool/lab -a {ATTRIBUTES} -c /bin/true"
    command += f" -l {shlex.quote(spec.location)} -p 8631 {shlex.quote(spec.name)}"
    disk.put(_FRONT_PATH, _FRONT.read_text())
    front = f"/usr/bin/python3 {_FRONT_PATH} {shlex.join(spec.over_ipp)}"
    disk.put(f"/etc/systemd/system/{UNIT}", _UNIT.format(command=command, front=front))


_UNIT = """[Unit]
After=dbus.service avahi-daemon.service
Requires=dbus.service avahi-daemon.service
[Service]
ExecStart={command}
ExecStartPost=/bin/sh -c '{front} &'
ExecStartPost=/bin/bash -c 'for port in 8631 631; do until (exec 3<>/dev/tcp/127.0.0.1/$$port) 2>/dev/null; \
  do sleep 0.05; done; done'
TimeoutStartSec=20
Restart=on-failure
RestartSec=1
"""


_ATTRIBUTES = """\
ATTR boolean color-supported false
ATTR integer copies-default 1
ATTR rangeOfInteger copies-supported 1-999
ATTR enum finishings-default 3
ATTR enum finishings-supported 3
ATTR integer media-bottom-margin-supported 423
ATTR integer media-left-margin-supported 423
ATTR integer media-right-margin-supported 423
ATTR integer media-top-margin-supported 423
ATTR collection media-col-default {{ {size} {margins} {tray} }}
ATTR collection media-col-ready {{ {size} {margins} {tray} }}
ATTR collection media-col-database {{ {size} {margins} {tray} }}
ATTR keyword media-default {spec.media}
ATTR keyword media-ready {spec.media}
ATTR keyword media-supported {names}
ATTR collection media-size-supported {sizes}
ATTR keyword media-source-supported main
ATTR keyword media-type-supported stationery
ATTR enum orientation-requested-default 3
ATTR enum orientation-requested-supported 3,4,5,6
ATTR keyword output-bin-default face-down
ATTR keyword output-bin-supported face-down
ATTR integer pages-per-minute 30
ATTR keyword print-color-mode-default monochrome
ATTR keyword print-color-mode-supported monochrome
ATTR enum print-quality-default 4
ATTR enum print-quality-supported 3,4,5
ATTR textWithoutLanguage printer-device-id "MFG:PASC;MDL:Laser A4;SN:{spec.serial};CMD:PDF,PWG,URF,JPEG;"
ATTR nameWithoutLanguage printer-firmware-name main
ATTR textWithoutLanguage printer-firmware-string-version "{spec.firmware}"
ATTR octetString printer-input-tray "{trays}"
ATTR textWithoutLanguage printer-make-and-model "PASC Laser A4"
ATTR resolution printer-resolution-default {spec.dpi}dpi
ATTR resolution printer-resolution-supported {spec.dpi}dpi
ATTR octetString printer-supply "{waste}","{toner}"
ATTR textWithoutLanguage printer-supply-description "Waste toner box","Black toner"
ATTR nameWithoutLanguage marker-names "Waste toner box","Black toner"
ATTR keyword marker-types waste-toner,toner
ATTR nameWithoutLanguage marker-colors none,"#000000"
ATTR integer marker-levels {spec.waste},{spec.toner}
ATTR integer marker-low-levels -1,10
ATTR integer marker-high-levels 90,100
ATTR resolution pwg-raster-document-resolution-supported 300dpi,600dpi
ATTR keyword pwg-raster-document-type-supported black_1,sgray_8
ATTR keyword sides-default one-sided
ATTR keyword sides-supported {sides}
ATTR keyword urf-supported CP1,IS1-4-5-19,MT1-2-3-4-5-6,RS600,V1.4,W8,DM1
"""


def attributes(spec: PrinterSpec) -> str:
    """The attributes file (ippeveprinter -a): names and types of RFC 8011, PWG 5100.13 and 5100.9."""
    width, length = SIZES[spec.media]
    sides = "one-sided,two-sided-long-edge,two-sided-short-edge" if spec.duplex else "one-sided"
    inner = f"MEMBER integer x-dimension {width} MEMBER integer y-dimension {length}"
    size = f"MEMBER collection media-size {{ {inner} }}"
    margins = " ".join(
        f"MEMBER integer media-{side}-margin 423" for side in ("bottom", "left", "right", "top")
    )
    tray = "MEMBER keyword media-source main MEMBER keyword media-type stationery"
    sizes = ",".join(
        f"{{ MEMBER integer x-dimension {w} MEMBER integer y-dimension {h} }}" for w, h in SIZES.values()
    )
    supply = "unit=percent;maxcapacity=100"
    waste = f"index=1;class=receptacleThatIsFilled;type=wasteToner;{supply};level={spec.waste};"
    toner = f"index=2;class=supplyThatIsConsumed;type=toner;{supply};level={spec.toner};colorantname=black;"
    trays = f"type=sheetFeedAutoRemovableTray;maxcapacity=250;level={spec.sheets};status=0;name=main"
    return _ATTRIBUTES.format(
        spec=spec,
        margins=margins,
        names=",".join(SIZES),
        sides=sides,
        size=size,
        sizes=sizes,
        toner=toner,
        tray=tray,
        trays=trays,
        waste=waste,
    )
