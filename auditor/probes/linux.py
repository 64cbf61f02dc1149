# Dumps what a Linux machine says about itself: one line on standard output,
#     AUDITOR1 <base64 of deflated JSON>
# It only reads. Standard library only, Python 3.6 and newer, as root or not: what needs root is named in
# "errors", never left out silently. It is made to be cheap for old PCs, which is why it does without json,
# re, subprocess and threading (to import them costs more than all the rest), and with few processes.
#
# The line "ASKS = {...}" that auditor.probes puts before this text says which files to hash and which
# services to reach.
import os
import sys
import time
import zlib
from binascii import a2b_base64, b2a_base64

CLOCK = time.time()
START = time.monotonic()
ROOT = os.geteuid() == 0
TEXT_CAP = 64 * 1024
OUTPUT_CAP = 512 * 1024
COMMAND_LIMIT_S = 5.0
TOTAL_LIMIT_S = 25.0
SLOW_LIMIT_S = {"tokens": 16.0, "scanners": 12.0}  # a card or a scanner answers at its own pace
NULL = os.open(os.devnull, os.O_RDWR)

ASKS = globals().get("ASKS", {})
SECTIONS = {}
ERRORS = {}
CUT = []


# --- reading --------------------------------------------------------------------------------------


def note(place, error):
    if isinstance(error, PermissionError) and not ROOT:
        ERRORS[place] = "needs root"
    elif isinstance(error, OSError):
        ERRORS[place] = error.strerror or str(error)
    else:
        ERRORS[place] = "%s: %s" % (type(error).__name__, error)


def read_bytes(path, cap=TEXT_CAP):
    with open(path, "rb", 0) as file:
        data = file.read(cap + 1) or b""
        while 0 < len(data) <= cap:  # /proc gives a page at a time
            more = file.read(cap + 1 - len(data))
            if not more:
                break
            data += more
    if len(data) > cap:
        CUT.append(path)
    return data[:cap]


def read(path, cap=TEXT_CAP):
    return read_bytes(path, cap).decode("utf-8", "surrogateescape")


def maybe(place, path, cap=TEXT_CAP):
    # A file that need not be there: None when it is not, or when it may not be read (which is noted).
    try:
        return read(path, cap)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        note(place, error)
        return None


def listing(place, folder, suffix=""):
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        note(place, error)
        return []
    return [folder + "/" + name for name in names if name.endswith(suffix) and name[0] != "."][:500]


def lines_with(place, paths, words):
    # {path: lines that hold one of the words}: files may hold secrets, so only what is asked for leaves.
    found = {}
    for path in paths:
        text = maybe(place, path)
        if text is not None:
            lines = [line.strip() for line in text.splitlines()]
            found[path] = [blanked(line) for line in lines if wanted(line.lower(), words)]
    return found


def wanted(line, words):
    return line[:1] not in ("#", ";") and line[:2] != "//" and any(word in line for word in words)


def blanked(line):
    # scheme://user:password@host without user and password
    at = line.find("://")
    while at >= 0:
        end = at + 3
        while end < len(line) and line[end] not in " \t\"'/;,":
            end += 1
        last = line.rfind("@", at, end)
        if last > 0:
            line = line[: at + 3] + "***@" + line[last + 1 :]
        at = line.find("://", at + 3)
    return line


# --- commands: all started first, collected later -------------------------------------------------

RUNNING = {}
FOLDERS = ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
ENV = {"LC_ALL": "C", "PATH": ":".join(FOLDERS), "SYSTEMD_COLORS": "0", "HOME": "/"}


def start(key, *words):
    program = next((p for p in (f + "/" + words[0] for f in FOLDERS) if os.access(p, os.X_OK)), None)
    if program is None:
        ERRORS[key] = words[0] + " is not installed"
        return
    ours, theirs = os.pipe()
    ends = ((NULL, 0), (theirs, 1), (theirs if key == "firewall.nft" else NULL, 2))
    RUNNING[key] = (spawn(program, words, ends), ours)
    os.close(theirs)


def spawn(program, words, ends):
    if hasattr(os, "posix_spawn"):  # Python 3.8; does not copy this process first
        return os.posix_spawn(
            program, words, ENV, file_actions=[(os.POSIX_SPAWN_DUP2, f, t) for f, t in ends]
        )
    pid = os.fork()
    if pid == 0:
        try:
            for opened, number in ends:
                os.dup2(opened, number)
            os.execve(program, words, ENV)
        finally:
            os._exit(127)
    return pid


def readable(pipe, seconds):
    # All waiting is done here, and relative: what sleeps until a time of the clock oversleeps where a program
    # (libfaketime) has shifted that clock.
    import select

    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(max(0, seconds) * 1000))


def output(key, deadline=None):
    # What the command said, or None with the reason in ERRORS.
    if key not in RUNNING:
        return None
    pid, pipe = RUNNING.pop(key)
    data, more, late = b"", b"-", False
    limit = SLOW_LIMIT_S.get(key.partition(".")[0], COMMAND_LIMIT_S)
    while more and len(data) <= OUTPUT_CAP and not late:
        late = not readable(pipe, (deadline or START + limit) - time.monotonic())
        more = b"" if late else os.read(pipe, 65536)
        data += more
    os.close(pipe)
    if late or len(data) > OUTPUT_CAP:
        os.kill(pid, 9)
    status = os.waitpid(pid, 0)[1]
    if len(data) > OUTPUT_CAP:
        CUT.append(key)
    elif late or status:
        said = data.decode("utf-8", "replace").strip()
        ERRORS[key] = "time limit" if late else refusal(said, status)
        return None if late or not keep_failed(key) else said
    return data[:OUTPUT_CAP].decode("utf-8", "surrogateescape")


def keep_failed(key):
    # smartctl's exit code is a bit mask of what it found, systemd-detect-virt's is 1 for none
    return key.startswith("disks.") or key == "host.virtualization"


def refusal(said, status):
    if not ROOT and ("not permitted" in said or "ermission denied" in said or "root" in said):
        return "needs root"
    return "exit code %d %s" % (status >> 8, said[:200])


def start_commands():
    if os.path.isdir("/run/systemd/system"):
        options = ("--all", "--type=service,socket", "--plain", "--no-legend", "--no-pager", "--full")
        start("units.list", "systemctl", "list-units", *options)
    else:
        ERRORS["units.list"] = "systemd does not run here"
    start("fonts", "fc-list", "--format", "%{family}\t%{lang}\n")
    start("net.addresses", "ip", "addr")
    if not os.path.exists("/run/systemd/container"):
        start("host.virtualization", "systemd-detect-virt")
    if not os.path.exists("/var/lib/dpkg/status") and os.path.exists("/usr/bin/rpm"):
        start("packages", "rpm", "-qa", "--qf", "%{NAME}\t%{VERSION}-%{RELEASE}\n")
    if os.path.isdir("/run/chrony"):  # is there while chronyd runs; only root sees what is in it
        start("time.chrony", "chronyc", "-n", "-c", "tracking")
    if any(os.path.exists(p) for p in ("/run/ntpd.pid", "/var/run/ntpd.pid", "/run/ntpsec/ntpd.pid")):
        start("time.ntpq", "ntpq", "-pn")
    if ROOT:
        start_firewall()
        start_smart()
    else:
        ERRORS["firewall.nft"] = ERRORS["disks.smart"] = "needs root"


def start_firewall():
    start("firewall.nft", "nft", "list", "ruleset")
    if "firewall.nft" in ERRORS or maybe("firewall.iptables", "/proc/net/ip_tables_names"):
        start("firewall.iptables", "iptables-save")


def start_smart():
    if os.path.exists("/run/systemd/container") or " hypervisor" in read("/proc/cpuinfo", 4096):
        ERRORS["disks.smart"] = "no physical disks on a virtual machine"
        return
    for name in disk_names():
        start("disks." + name, "smartctl", "-j", "-H", "-i", "-A", "-n", "standby", "/dev/" + name)


# --- sections -------------------------------------------------------------------------------------


def host():
    dmi = "/sys/class/dmi/id/"
    return {
        "uname": list(os.uname()),
        "machine_id": maybe("host.machine_id", "/etc/machine-id"),
        "uptime": maybe("host.uptime", "/proc/uptime"),
        "reboot_required": any(os.path.exists(d + "/reboot-required") for d in ("/run", "/var/run")),
        "serial": maybe("host.serial", dmi + "product_serial"),
        "vendor": maybe("host.vendor", dmi + "sys_vendor"),
        "model": maybe("host.model", dmi + "product_name"),
        "container": maybe("host.container", "/run/systemd/container"),
        "virtualization": output("host.virtualization"),
    }


def system():
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        text = maybe("os", path)
        if text:
            return text
    raise OSError(2, "no os-release file")


def cpu():
    parts = read("/proc/cpuinfo", OUTPUT_CAP).strip().split("\n\n")
    lines = (parts[0] + "\n" + parts[-1]).splitlines()  # an ARM board's name stands in the last part
    said = [line for line in lines if not line.startswith(("flags", "bugs", "Features"))]
    return {"info": "\n".join(said), "online": os.sysconf("SC_NPROCESSORS_ONLN")}


def memory():
    return read("/proc/meminfo")[:300]


def disk_names():
    virtual = ("loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "drbd", "rbd", "zd")
    return [p[11:] for p in listing("disks", "/sys/block") if not p[11:].startswith(virtual)][:64]


def disks():
    found = []
    for name in disk_names():
        folder = "/sys/block/" + name + "/"
        entry = {"name": name}
        for key, file in (("sectors", "size"), ("rotational", "queue/rotational"), ("model", "device/model"),
                          ("vendor", "device/vendor"), ("removable", "removable")):  # fmt: skip
            entry[key] = maybe("disks." + name, folder + file)
        entry["smart"] = output("disks." + name)
        found.append(entry)
    return found


LOCAL = "ext2 ext3 ext4 xfs btrfs f2fs jfs reiserfs zfs bcachefs vfat exfat msdos ntfs ntfs3 fuseblk".split()


def mounts():
    found = []
    for line in read("/proc/self/mountinfo", OUTPUT_CAP).splitlines():
        left, _, right = line.partition(" - ")
        mount = left.split(" ")[4]
        if (right.split(" ")[0] not in LOCAL and mount != "/") or len(found) >= 200:
            continue
        entry = {"line": line}
        path = mount.encode("utf-8", "surrogateescape").decode("unicode_escape").encode("latin-1")
        try:
            entry["directory"] = os.path.isdir(path)
            if entry["directory"]:
                s = os.statvfs(path)
                entry["statvfs"] = [s.f_frsize, s.f_blocks, s.f_bfree, s.f_bavail]
        except OSError as error:
            note("mounts." + mount, error)
        found.append(entry)
    return found


def clock():
    chrony = ["/etc/chrony/chrony.conf", "/etc/chrony.conf"]
    chrony += listing("time.servers", "/etc/chrony/conf.d", ".conf")
    chrony += listing("time.servers", "/etc/chrony/sources.d", ".sources")
    chrony += listing("time.servers", "/run/chrony-dhcp", ".sources")
    ntp = ["/etc/ntp.conf", "/etc/ntpsec/ntp.conf", "/etc/systemd/timesyncd.conf"]
    ntp += listing("time.servers", "/etc/systemd/timesyncd.conf.d", ".conf")
    zone = os.readlink("/etc/localtime") if os.path.islink("/etc/localtime") else None
    return {
        "localtime": "" if zone is None and os.path.exists("/etc/localtime") else zone,
        "timezone": maybe("time.zone", "/etc/timezone"),
        "timesyncd": os.path.exists("/run/systemd/timesync/synchronized"),
        "servers": lines_with("time.servers", chrony + ntp, ("server", "pool", "peer", "ntp=")),
        "chrony": output("time.chrony"),
        "ntpq": output("time.ntpq"),
    }


def net():
    links = {}
    for folder in listing("net.links", "/sys/class/net"):
        link = {}
        for key in ("address", "operstate", "speed"):
            try:
                link[key] = read(folder + "/" + key).strip()
            except OSError:  # the speed of a line that is down has no answer
                pass
        links[folder[15:]] = link
    proxies = ["/etc/environment", *listing("net.proxy", "/etc/profile.d", ".sh")]
    routes6 = maybe("net.route6", "/proc/net/ipv6_route") or ""
    return {
        "links": links,
        "addresses": output("net.addresses"),
        "route": read("/proc/net/route"),
        "route6": [line for line in routes6.splitlines() if line.startswith("0" * 32 + " 00 ")],
        "resolv": read("/etc/resolv.conf"),
        "resolved": maybe("net.dns", "/run/systemd/resolve/resolv.conf"),
        "proxy": lines_with("net.proxy", proxies, ("_proxy=",)),
        "hosts": lines_with("net.hosts", ["/etc/hosts"], asked_hosts()),
    }


def asked_hosts():
    # of the services that this machine is to reach, in lower case
    found = []
    for endpoint in ASKS.get("endpoints", [])[:50]:
        try:
            found.append(split_url(endpoint["url"])[1].lower())
        except ValueError:
            pass
    return found


def locale():
    files = ("/etc/default/locale", "/etc/locale.conf")
    folders = [p for p in listing("locale", "/usr/lib/locale") if os.path.isdir(p)]
    return {
        "files": {path: text for path, text in ((p, maybe("locale", p)) for p in files) if text is not None},
        "folders": [p.rpartition("/")[2] for p in folders],
        "archive": archived("/usr/lib/locale/locale-archive"),
    }


def archived(path):
    # glibc locale/locarchive.h: struct locarhead, then namehash entries (hash, name offset, record offset).
    import struct

    try:
        file = open(path, "rb")
    except FileNotFoundError:
        return []
    names = []
    with file:
        magic, _, at, _, size = struct.unpack("=5I", file.read(20))
        if magic != 0xDE020109 or size > 20000:
            raise ValueError("not a locale archive")
        file.seek(at)
        for _, name_at, record in struct.iter_unpack("=3I", file.read(size * 12)):
            if record:
                file.seek(name_at)
                names.append(file.read(64).partition(b"\0")[0].decode("utf-8", "surrogateescape"))
    return sorted(names)


def packages():
    said = output("packages")
    if said is not None or "packages" in ERRORS:
        return {"rpm": said}
    found = []
    for entry in read_bytes("/var/lib/dpkg/status", 64 * 1024 * 1024).split(b"\n\n"):
        if b" installed\n" in entry[:200]:
            version = entry.find(b"\nVersion: ") + 10
            found.append(entry[9 : entry.find(b"\n")] + b"\t" + entry[version : entry.find(b"\n", version)])
    return {"dpkg": b"\n".join(found).decode("utf-8", "surrogateescape")}


def snaps():
    found = {}
    for folder in listing("snaps", "/snap"):
        text = maybe("snaps", folder + "/current/meta/snap.yaml")
        if text is not None:
            found[folder[6:]] = [line for line in text.splitlines() if line.startswith("version:")]
    return found


def updates():
    stamps = {}
    lists = listing("updates.lists", "/var/lib/apt/lists")
    for path in ["/var/lib/apt/periodic/update-success-stamp"] + [p for p in lists if "Release" in p]:
        try:
            stamps[path.rpartition("/")[2]] = os.stat(path).st_mtime
        except OSError:
            pass
    for path in listing("updates.lists", "/var/cache/dnf") + listing("updates.lists", "/var/cache/libdnf5"):
        try:
            stamps[path] = os.stat(path + "/repodata/repomd.xml").st_mtime
        except OSError:
            pass
    words = ("apt::periodic", "unattended-upgrade ", "update-package-lists")
    config = [*listing("updates.config", "/etc/apt/apt.conf.d"), "/etc/apt/apt.conf"]  # as apt reads them
    dnf = ["/etc/dnf/automatic.conf", "/etc/dnf/dnf5-plugins/automatic.conf"]
    return {
        "stamps": stamps,
        "apt": lines_with("updates.config", config, words),
        "dnf": lines_with("updates.config", dnf, ("apply_updates",)),
    }


def units():
    said = output("units.list")
    rows = [line.strip("\u25cf* ").split(None, 4)[:4] for line in (said or "").splitlines()]
    enabled, masked = set(), set()
    for top in ("/etc/systemd/system", "/run/systemd/system"):
        for path in listing("units.files", top):
            if path.endswith((".wants", ".requires")):
                enabled.update(p.rpartition("/")[2] for p in listing("units.files", path))
            elif os.path.islink(path) and os.path.realpath(path) == os.devnull:
                masked.add(path.rpartition("/")[2])
    return {
        "list": None if said is None else "\n".join([" ".join(row) for row in rows if len(row) == 4]),
        "enabled": sorted(enabled),
        "masked": sorted(masked),
    }


HASHED = "/etc/ssl/certs"
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem")
ANCHORS = ("/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors", "/etc/pki/trust/anchors")


def sha256(data):
    try:
        from _sha256 import sha256 as digest  # a small part of what hashlib loads
    except ImportError:
        from hashlib import sha256 as digest
    return digest(data).hexdigest()


def certificates(text):
    # DER of each certificate in a PEM text
    for block in text.split(b"-----BEGIN CERTIFICATE-----")[1:1000]:
        yield a2b_base64(block.partition(b"-----END")[0])


def roots():
    bundle = next((p for p in BUNDLES if os.path.exists(p)), None)
    if bundle is None:
        raise OSError(2, "no bundle of trusted certificates")
    return {"bundle": bundle, "sha256": [sha256(der) for der in certificates(read_bytes(bundle, 4 << 20))]}


def added_roots():
    found = {}
    for folder in ANCHORS:
        for path, _, names in os.walk(folder):
            for name in sorted(names)[:100]:
                place = path + "/" + name
                text = maybe("ca_local", place)
                if text and "PRIVATE KEY" not in text:
                    found[place] = text
    return found


def fonts():
    said = output("fonts")
    if said is None:
        return None
    found = set()
    for line in said.splitlines():
        family, _, languages = line.partition("\t")
        found.add(family + ("\t1" if "|vi|" in "|" + languages + "|" else "\t0"))
    return "\n".join(sorted(found))


def printing():
    words = ("<printer", "<defaultprinter", "deviceuri ", "state ", "accepting ", "statemessage ", "reason ")
    running = os.path.exists("/run/cups/certs/0")
    found = {"running": running, "installed": os.path.isdir("/etc/cups")}
    found["queues"] = lines_with("print.queues", ["/etc/cups/printers.conf"], words)
    found["options"] = lines_with("print.default", ["/etc/cups/lpoptions"], ("default ",))
    if running:  # asking a CUPS that does not run would start it
        try:
            found["printers"], found["default"] = ipp(0x4002), ipp(0x4001)
        except OSError as error:
            note("print.ipp", error)
    return found


WANTED = (b"printer-name", b"device-uri", b"printer-state", b"printer-state-message",
          b"printer-state-reasons", b"printer-is-accepting-jobs")  # fmt: skip


def ipp(operation):
    # CUPS-Get-Printers / CUPS-Get-Default (RFC 8010 encoding) over CUPS' local socket, as lpstat does
    import _socket

    def attribute(tag, name, value):
        return bytes([tag, 0, len(name)]) + name + bytes([0, len(value)]) + value

    body = b"\x02\x00" + bytes([operation >> 8, operation & 255]) + b"\0\0\0\1\1"
    body += attribute(0x47, b"attributes-charset", b"utf-8")
    body += attribute(0x48, b"attributes-natural-language", b"en")
    for number, name in enumerate(WANTED):
        body += attribute(0x44, b"" if number else b"requested-attributes", name)
    body += b"\3"
    head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\nConnection: close\r\n"
    client = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    client.settimeout(4)
    client.connect("/run/cups/cups.sock")
    client.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    return reply_body(client)


def reply_body(client):
    data = b""
    while len(data) < OUTPUT_CAP:
        more = client.recv(65536)
        data += more
        head, end, body = data.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0].strip()
        if not more or (end and length.isdigit() and len(body) >= int(length)):
            break
    client.close()
    if b" 200 " not in data[:20]:
        raise OSError(71, data.decode("latin-1")[:60].partition("\r")[0] or "CUPS closed the connection")
    return {"head": head.decode("latin-1"), "body": b2a_base64(body, newline=False).decode()}


def ssh():
    paths = ["/etc/crypto-policies/back-ends/opensshserver.config"]
    for folder in ("/etc/ssh/", "/usr/etc/ssh/"):
        paths += [folder + "sshd_config", *listing("ssh", folder + "sshd_config.d", ".conf")]
    texts = {path: maybe("ssh." + path, path) for path in paths}
    return {path: without_comments(text) for path, text in texts.items() if text is not None}


def without_comments(text):
    return "\n".join([line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"])


def firewall():
    ufw = maybe("firewall.ufw", "/etc/ufw/ufw.conf")
    return {"nft": output("firewall.nft"), "iptables": output("firewall.iptables"), "ufw": ufw}


def accounts():
    users = [line.split(":") for line in read("/etc/passwd", OUTPUT_CAP).splitlines()]
    sudoers = ["/etc/sudoers", *listing("accounts.sudoers", "/etc/sudoers.d")]
    return {
        "passwd": [":".join((u[0], u[2], u[3], u[6])) for u in users if len(u) == 7],
        "group": read("/etc/group", OUTPUT_CAP).splitlines(),
        "sudoers": {
            path: [line for line in text.replace("\\\n", " ").splitlines() if grants(line)]
            for path, text in ((p, maybe("accounts.sudoers", p)) for p in sudoers)
            if text is not None
        },
    }


def grants(line):
    # a line of sudoers that is no comment; #1000 is a user's number
    return bool(line.strip()) and (line[0] != "#" or line[1:2].isdigit())


LOGIN_FOLDERS = ("/usr/share/lightdm/lightdm.conf.d", "/etc/lightdm/lightdm.conf.d",
                 "/usr/lib/sddm/sddm.conf.d", "/etc/sddm.conf.d")  # fmt: skip
LOGIN_FILES = ("/etc/lightdm/lightdm.conf", "/etc/gdm3/daemon.conf", "/etc/gdm3/custom.conf",
               "/etc/gdm/custom.conf", "/etc/sddm.conf", "/etc/lxdm/lxdm.conf",
               "/etc/default/nodm", "/etc/greetd/config.toml")  # fmt: skip


def autologin():
    place = "autologin"
    paths = list(LOGIN_FILES)
    for folder in LOGIN_FOLDERS:
        paths += listing(place, folder, ".conf")
    for path in listing(place, "/etc/systemd/system") + listing(place, "/run/systemd/system"):
        if "getty" in path:
            paths += listing(place, path, ".conf") if path.endswith(".d") else [path]
    words = ("[", "autologin", "automaticlogin", "timedlogin", "user", "nodm_", "execstart")
    return lines_with(place, [p for p in paths if not os.path.isdir(p)], words)


def files():
    return [file_state(path) for path in ASKS.get("files", [])[:500]]


def file_state(path):
    entry = {"path": path}
    try:
        state = os.stat(path)
        entry.update(exists=True, mode="%04o" % (state.st_mode & 0o7777), owner=owner(state.st_uid))
        if state.st_mode & 0o170000 == 0o100000:
            data = read_bytes(path, 32 << 20)
            entry["sha256"] = sha256(data) if len(data) == state.st_size else None
    except (FileNotFoundError, NotADirectoryError):
        entry["exists"] = False
    except (OSError, ValueError) as error:
        note("files." + path, error)
    return entry


def owner(uid):
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


# --- what is plugged in -----------------------------------------------------------------------------


USB = ("idVendor", "idProduct", "bDeviceClass", "manufacturer", "product", "serial")
USB_INTERFACE = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")


def usb():
    # {port: {device: [USB], interfaces: ["class subclass protocol"]}}
    found = {}
    for path in listing("usb", "/sys/bus/usb/devices"):
        port, interface, _ = path.rpartition("/")[2].partition(":")
        keys = USB_INTERFACE if interface else USB
        said = [(maybe("usb", path + "/" + key) or "").strip() for key in keys]
        entry = found.setdefault(port, {"interfaces": []})
        if interface:
            entry["interfaces"].append(" ".join(said))
        else:
            entry["device"] = said
    return found


def peripherals():
    cameras = [maybe("cameras", path + "/name") for path in listing("cameras", "/sys/class/video4linux")]
    ppds = {path: maybe("receipts", path, 1 << 18) for path in listing("receipts", "/etc/cups/ppd", ".ppd")}
    words = ("*ModelName", "*NickName", "*DefaultPageSize")
    return {
        "cameras": [name for name in cameras if name],
        "input": maybe("input", "/proc/bus/input/devices", OUTPUT_CAP),
        "ppds": {p: [x for x in t.splitlines() if x.startswith(words)] for p, t in ppds.items() if t},
        "readers": card_readers(),
        "scanners": scanners(),
    }


def card_readers():
    # The states that pcscd keeps of its readers (pcsc-lite, winscard_msg.h): no card is touched.
    place = "/run/pcscd/pcscd.comm"
    if not os.path.exists(place):
        ERRORS["readers"] = "pcscd is not there"
        return None
    try:
        version = readers_asked(place, (4, 4))
        return version if isinstance(version, str) else readers_asked(place, version)
    except OSError as error:
        note("readers", error)
        return None


def readers_asked(place, version):
    # Base64 of the 16 records, or the version of the protocol that this pcscd wants.
    import _socket
    from struct import pack, unpack

    client = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    client.settimeout(3)
    client.connect(place)
    client.sendall(pack("=2I2iI", 12, 0x11, version[0], version[1], 0))
    major, minor, refused = unpack("=2iI", client.recv(12).ljust(12, b"\1"))
    if refused and (major, minor) != version and major < 100:
        return (major, minor)
    client.sendall(pack("=2I", 0, 0x12))
    data, more = b"", b"-"
    while more and len(data) < 65536 and readable(client.fileno(), 0.2 if data else 3):
        more = client.recv(65536)
        data += more
    client.close()
    if refused or not data:
        raise OSError(71, "pcscd does not say its readers")
    return b2a_base64(data, newline=False).decode()


def scanners():
    # SANE looks everywhere and takes its time: it is asked only where something on USB may be a scanner.
    kinds = [i[:2] for entry in SECTIONS.get("usb", {}).values() for i in entry["interfaces"]]
    if "06" not in kinds and "ff" not in kinds:
        return None
    start("scanners", "scanimage", "-L")
    return output("scanners")


MODULES = ("/usr/lib/libeToken.so", "/usr/lib/libeTPkcs11.so", "/usr/lib64/libeTPkcs11.so",
           "/usr/lib/libIDPrimePKCS11.so", "/usr/lib/libbit4xpki.so", "/usr/lib/bit4id/libbit4xpki.so",
           "/usr/lib/libcastle.so.1.0.0")  # fmt: skip
NO_TOKEN = ("onepin-", "pkcs11-spy", "p11-kit-", "gnome-keyring")


def modules():
    # Files that speak PKCS#11: each maker's own place, and what is registered with p11-kit.
    found = [path for path in MODULES if os.path.exists(path)]
    for folder in [*listing("tokens", "/usr/lib", "-linux-gnu"), "/usr/lib", "/usr/lib64"]:
        found += listing("tokens", folder + "/pkcs11", ".so")
    for folder in ("/usr/share/p11-kit/modules", "/etc/pkcs11/modules"):
        for lines in lines_with("tokens", listing("tokens", folder, ".module"), ("module:",)).values():
            found += [line.partition(":")[2].strip() for line in lines]
    known = {}
    for path in found:
        if path[:1] == "/" and os.path.exists(path) and not path.rpartition("/")[2].startswith(NO_TOKEN):
            known.setdefault(os.path.realpath(path), path)
    return list(known.values())[:8]


def tokens():
    # Certificates only, and only those that a token shows to everybody: nothing here logs in.
    found, known = [], modules()
    if not known:
        ERRORS["tokens"] = "no PKCS#11 module is installed"
        return None
    for number, module in enumerate(known):
        key = "tokens.%d" % number
        for slot, name in slots(key, module):
            place = ("--module", module, "--slot", slot)
            for identity in identities(token(key, *place, "--list-objects", "--type", "cert") or ""):
                der = token(key, *place, "--read-object", "--type", "cert", "--id", identity)
                if der:
                    der = b2a_base64(der.encode("utf-8", "surrogateescape"), newline=False).decode()
                    found.append({"slot": name, "module": module, "certificate": der})
    return found


def token(key, *words):
    start(key, "pkcs11-tool", *words)
    return output(key)


def slots(key, module):
    # "Slot 0 (0x5a273f33): NAME", and further in what the token in it says; none is exit code 1
    said = token(key, "--module", module, "--list-token-slots") or ""
    if "Available slots:" in ERRORS.get(key, ""):
        del ERRORS[key]
    blocks = [b for b in ("\n" + said).split("\nSlot ")[1:] if "uninitialized" not in b]
    rows = [block.partition("\n")[0].partition("): ") for block in blocks]
    return [(left.partition("(")[2], name) for left, _, name in rows if "(0x" in left][:4]


def identities(said):
    # of the objects that pkcs11-tool lists: "  ID:         01"
    rows = [line.split() for line in said.splitlines()]
    found = [row[1] for row in rows if len(row) == 2 and row[0] == "ID:"]
    return [each for each in found if not each.strip("0123456789abcdefABCDEF")][:8]


KIOSK_WORDS = (
    "kiosk",
    "cage",
    "ubuntu-frame",
    "matchbox",
    "--app=",
    "startx",
    "hidden=",
    "autostart-enabled=",
)
SESSION_FILES = (".xinitrc", ".xsession", ".profile", ".bash_profile", ".zprofile", ".config/sway/config",
                 ".config/openbox/autostart", ".config/labwc/autostart", ".config/weston.ini")  # fmt: skip


def kiosk():
    place = "kiosk"
    paths = listing(place, "/etc/systemd/system", ".service") + listing(
        place, "/etc/systemd/user", ".service"
    )
    paths += listing(place, "/etc/xdg/autostart", ".desktop") + ["/etc/X11/xinit/xinitrc"]
    paths += ["/etc/xdg/%s/autostart" % name for name in ("openbox", "labwc")] + [
        "/etc/xdg/weston/weston.ini"
    ]
    for home in listing(place, "/home")[:50]:
        paths += [home + "/" + name for name in SESSION_FILES]
        paths += listing(place, home + "/.config/autostart", ".desktop")
        paths += listing(place, home + "/.config/systemd/user", ".service")
    found = {}
    for path in paths:
        text = maybe(place, path)
        if text is not None:
            lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
            lines = [blanked(line) for line in lines if wanted(line.lower(), KIOSK_WORDS)]
            if lines:
                found[path] = lines
    return found


def ups():
    configs = [p + "/ups.conf" for p in ("/etc/nut", "/etc/ups", "/usr/local/etc/nut")]
    found = {"configured": lines_with("ups.configured", configs, ("[",))}
    try:
        found["nut"] = nut()
    except OSError as error:
        note("ups.nut", error)
    if os.path.exists("/etc/apcupsd/apcupsd.conf"):
        try:
            found["apcupsd"] = talk(3551, b"\0\6status", b"\0\0").decode("utf-8", "replace")
        except OSError as error:
            note("ups.apcupsd", error)
    if "upower.service loaded active" in (SECTIONS.get("units", {}).get("list") or ""):
        start("ups.upower", "upower", "-d")
        found["upower"] = output("ups.upower")
    return found


def nut():
    # upsd's own protocol (RFC 9271): names and variables are for everybody, no password is sent
    said = {}
    for line in talk(3493, b"LIST UPS\n", b"END LIST UPS\n").decode("utf-8", "replace").splitlines()[:16]:
        words = line.split(" ", 2)
        if words[0] == "UPS" and len(words) > 1:
            name = words[1]
            text = talk(3493, b"LIST VAR " + name.encode() + b"\n", b"END LIST VAR " + name.encode() + b"\n")
            # of old drivers these are ups.conf as it stands, an SNMP community or a password among it
            lines = text.decode("utf-8", "replace").splitlines()
            said[name] = "\n".join(line for line in lines if " driver.parameter." not in line)
    return said


def talk(port, question, end):
    # What a service of this machine says, up to *end* or to its first error.
    import _socket

    client = _socket.socket()
    client.settimeout(2)
    client.connect(("127.0.0.1", port))
    client.sendall(question)
    data, more = b"", b"-"
    while more and len(data) < TEXT_CAP and not data.endswith(end) and not data.startswith(b"ERR "):
        more = client.recv(4096)
        data += more
    client.close()
    return data


# --- services, as this machine reaches them -------------------------------------------------------

REACHED = []
READY, TELL = os.pipe()
ENDPOINT_LIMIT_S = 5.0


def start_endpoints():
    asked = ASKS.get("endpoints", [])[:50]
    if not asked:
        return
    import _thread

    limit = float(ASKS.get("limits", {}).get("endpoint_s", ENDPOINT_LIMIT_S))
    tls = TrustStore() if any(e["url"].startswith("https:") for e in asked) else None
    for endpoint in asked:
        entry = {
            "name": endpoint["name"],
            "url": endpoint["url"],
            "essential": endpoint.get("essential", True),
        }
        entry.update(stage="dns", error="no answer within %g s" % limit, done=False)
        REACHED.append(entry)
        _thread.start_new_thread(reach, (tls, entry, time.monotonic() + limit))


class TrustStore(object):
    # The system's roots. Loading the module ssl costs as much as all else that is done here, so that the
    # Pythons for which it is tested do with the part of it that is in C, and all others with the whole.
    def __init__(self):
        self.quick = sys.implementation.name == "cpython" and (3, 7) <= sys.version_info[:2] <= (3, 13)
        if self.quick:
            import _ssl as ssl

            make = ssl._SSLContext
        else:
            import ssl

            make = ssl.SSLContext
        self.error = (ssl.SSLError, getattr(ssl, "CertificateError", ssl.SSLError))  # of 3.6: no SSLError
        self.strict, self.blind = make(ssl.PROTOCOL_TLS_CLIENT), make(ssl.PROTOCOL_TLS_CLIENT)
        self.blind.check_hostname = False
        self.blind.verify_mode = ssl.CERT_NONE
        if any(p.endswith(".0") for p in listing("endpoints", HASHED)):
            self.strict.load_verify_locations(capath=HASHED)  # reads only what is needed
        else:
            self.strict.load_verify_locations(cafile=next(p for p in BUNDLES if os.path.exists(p)))

    def secured(self, context, client, host):
        if self.quick:
            return Secured(context, client, host)
        return context.wrap_socket(client, server_hostname=host)


class Secured(object):
    def __init__(self, context, client, host):
        self.client = client
        self.tls = context._wrap_socket(client, False, host)
        self.tls.do_handshake()
        self.sendall, self.recv = self.tls.write, self.tls.read
        self.settimeout, self.close = client.settimeout, client.close

    def getpeercert(self, binary):
        return getattr(self.tls, "getpeercert", getattr(self.tls, "peer_certificate", None))(binary)


def split_url(url):
    scheme, _, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    place = place.rpartition("@")[2]
    host, colon, port = place.rpartition(":") if not place.endswith("]") else (place, "", "")
    if not colon:
        host, port = place, "443" if scheme == "https" else "80"
    if scheme not in ("http", "https") or not host or not port.isdigit() or any(c <= " " for c in url):
        raise ValueError("not an http or https address")
    return scheme, host.strip("[]"), int(port), slash + path.partition("#")[0] or "/", place


def reach(tls, entry, deadline):
    begun = time.monotonic()
    try:
        status = attempt(tls, entry, deadline, "HEAD") or attempt(tls, entry, deadline, "GET")
        if status:
            entry.update(stage="ok", error="", http_status=status)
        else:
            entry["error"] = "no HTTP answer"
    except Exception as error:  # whatever goes wrong is this endpoint's result
        entry["error"] = getattr(error, "verify_message", "") or str(error) or type(error).__name__
    entry.update(ms=(time.monotonic() - begun) * 1000, done=True)
    os.write(TELL, b".")


def attempt(tls, entry, deadline, method):
    import _socket

    scheme, host, port, path, place = split_url(entry["url"])
    entry["stage"] = "dns"
    # bytes, because looking up a str loads the tables for international names
    known = host.encode("ascii" if all(c < "\x80" for c in host) else "idna")
    addresses = _socket.getaddrinfo(known, port, 0, _socket.SOCK_STREAM)
    entry["stage"] = "tcp"
    client = connect(addresses, deadline)
    if scheme == "https":
        entry["stage"] = "tls"
        try:
            client = tls.secured(tls.strict, client, host)
            entry["certificate"] = b2a_base64(client.getpeercert(True), newline=False).decode()
        except tls.error:
            client.close()
            entry["certificate"] = unverified(tls, addresses, host, deadline)
            raise
    entry["stage"] = "http"
    client.settimeout(left(deadline))
    head = "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: auditor\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    try:
        client.sendall((head % (method, path, place)).encode("utf-8"))
        words = client.recv(4096).split(None, 2)
    except OSError:
        if method == "GET":  # what does not take HEAD gets a second chance
            raise
        return None
    finally:
        client.close()
    return int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/") and words[1].isdigit() else None


def left(deadline):
    return max(0.05, deadline - time.monotonic())


def connect(addresses, deadline):
    from _socket import socket

    class Client(socket):  # TLS keeps a weak reference, which only a class of Python can give
        pass

    trouble = None
    for number, (family, kind, protocol, _, address) in enumerate(addresses[:4]):
        client = Client(family, kind, protocol)
        # the last address may have all the time that is left, the ones before it their share
        client.settimeout(left(deadline) / (len(addresses[:4]) - number))
        try:
            client.connect(address)
        except OSError as error:
            trouble = error
            client.close()
            continue
        client.settimeout(left(deadline))
        return client
    raise trouble or OSError("no address")


def unverified(tls, addresses, host, deadline):
    # Only to name the certificate that was refused; nothing is sent over this connection.
    try:
        client = tls.secured(tls.blind, connect(addresses, deadline), host)
        der = client.getpeercert(True)
        client.close()
        return b2a_base64(der, newline=False).decode()
    except (OSError, ValueError):
        return None


def endpoints():
    limit = float(ASKS.get("limits", {}).get("endpoint_s", ENDPOINT_LIMIT_S))
    while not all(e["done"] for e in REACHED) and readable(READY, START + limit + 1 - time.monotonic()):
        os.read(READY, 100)
    return [dict(e) for e in REACHED]


# --- the province's time (RFC 5905) and the line's throughput -------------------------------------

TIMES = []
TIMED, TIMING = os.pipe()
TIME_LIMIT_S = 1.5


def start_times():
    if ASKS.get("ntp"):
        import _thread

        _thread.start_new_thread(ask_times, (ASKS["ntp"][:4],))


def ask_times(servers):
    for server in servers:
        entry = {"server": server}
        try:
            entry.update(sntp(server))
        except Exception as error:  # whatever goes wrong is this server's result
            entry["error"] = str(error) or type(error).__name__
        TIMES.append(entry)
        if "offset" in entry:
            break
    os.write(TIMING, b".")


def sntp(server):
    # One packet of a client; what came for another question does not count.
    import _socket

    known = server.encode("ascii" if all(c < "\x80" for c in server) else "idna")
    family, kind, protocol, _, address = _socket.getaddrinfo(known, 123, 0, _socket.SOCK_DGRAM)[0]
    client = _socket.socket(family, kind, protocol)
    client.connect(address)
    cookie, begun, sent = os.urandom(8), time.monotonic(), time.time()
    client.send(b"\x23" + bytes(39) + cookie)
    data = b""
    while len(data) < 48 or data[24:32] != cookie or data[0] & 7 != 4:
        client.settimeout(max(0.01, begun + TIME_LIMIT_S - time.monotonic()))
        data = client.recv(512)
        received = time.time()
    client.close()
    if data[0] >> 6 == 3 or not 0 < data[1] < 16:
        raise ValueError("it does not know the time itself")
    heard, told = ntp_time(data[32:40]), ntp_time(data[40:48])
    delay = (received - sent) - (told - heard)
    return {"offset": ((heard - sent) + (told - received)) / 2, "delay": delay, "stratum": data[1]}


def ntp_time(stamp):
    seconds = int.from_bytes(stamp[:4], "big") + int.from_bytes(stamp[4:], "big") / 2.0**32
    return seconds - 2208988800 + (0 if stamp[0] & 128 else 2.0**32)  # the second era begins in 2036


def ntp():
    if ASKS.get("ntp"):
        readable(TIMED, START + 4 * TIME_LIMIT_S - time.monotonic())
    return [dict(e) for e in TIMES]


DOWNLOAD_LIMIT_S = 6.0
IPERF_LIMIT_S = 8.0


def throughput():
    # Only where it was asked for, and last: it fills the line.
    asked = ASKS.get("throughput")
    if not asked:
        return None
    ways = [way for way in ("url", "iperf3") if asked.get(way)]
    budget = int(asked["bytes"]) // max(1, len(ways))
    found = {"asked": ways}
    if "url" in ways:
        try:
            found["http"] = download(asked["url"], budget, time.monotonic() + DOWNLOAD_LIMIT_S)
        except Exception as error:
            found["http"] = {"error": str(error) or type(error).__name__}
    if "iperf3" in ways:
        # no more than this line carries in half of the time: iperf3 tells nothing until it ends
        seen = found.get("http", {}).get("rate", 0) / 8 * IPERF_LIMIT_S / 2
        budget = min(budget, max(65536, int(seen))) if seen else budget
        host, _, port = asked["iperf3"].partition(":")
        options = ("-p", port or "5201", "-R", "-J", "-n", str(budget), "--connect-timeout", "3000")
        start("throughput.iperf3", "iperf3", "-c", host, *options)
        found["iperf3"] = output("throughput.iperf3", time.monotonic() + IPERF_LIMIT_S)
    return found


def download(url, budget, deadline):
    # The rate after the first quarter, in which TCP is still finding out what the line can do.
    import _socket

    scheme, host, port, path, place = split_url(url)
    known = host.encode("ascii" if all(c < "\x80" for c in host) else "idna")
    client = connect(_socket.getaddrinfo(known, port, 0, _socket.SOCK_STREAM), deadline)
    if scheme == "https":
        tls = TrustStore()
        client = tls.secured(tls.strict, client, host)
    head = "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: auditor\r\nAccept-Encoding: identity\r\n"
    client.sendall((head % (path, place) + "Connection: close\r\n\r\n").encode("utf-8"))
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 16384:
        more = client.recv(4096)
        data += more
        if not more:
            break
    words = data.split(None, 2)
    if len(words) < 2 or words[1] != b"200":
        raise OSError("HTTP %s" % (words[1].decode("latin-1")[:20] if len(words) > 1 else "none"))
    begun = time.monotonic()
    size, mark = len(data.partition(b"\r\n\r\n")[2]), None
    more = b"-"
    while more and size < budget and time.monotonic() < deadline:
        client.settimeout(left(deadline))
        try:
            more = client.recv(min(65536, budget - size))
        except OSError:
            more = b""
        size += len(more)
        if mark is None and size >= budget // 4:
            mark = (time.monotonic(), size)
    ended = time.monotonic()
    client.close()
    since, before = mark if mark and size > mark[1] else (begun, 0)
    return {"bytes": size, "seconds": ended - begun, "rate": (size - before) * 8 / max(1e-6, ended - since)}


# --- the answer -----------------------------------------------------------------------------------


def dump(value):
    # JSON; everything outside ASCII escaped, bytes that were not UTF-8 as lone surrogates
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ",".join([quoted(k) + ":" + dump(v) for k, v in list(value.items())]) + "}"
    return "[" + ",".join([dump(v) for v in value]) + "]"


try:
    from _json import encode_basestring_ascii as quoted  # json's own quoting, without loading json
except ImportError:
    from json.encoder import encode_basestring_ascii as quoted

# what reads files first, so that the commands are ready when their turn comes
NOUNS = (host, system, cpu, memory, mounts, packages, snaps, updates, roots, added_roots, ssh, accounts,
         autologin, locale, printing, files, net, clock, disks, firewall, fonts, units, usb, kiosk, ups,
         peripherals, endpoints, tokens, ntp, throughput)  # fmt: skip


def gather(tell):
    for noun in NOUNS:
        name = noun.__name__
        try:
            SECTIONS[name] = noun()
        except Exception as error:  # one section's trouble is that section's
            note(name, error)
    os.write(tell, b".")


def answer():
    for noun in NOUNS:
        if noun.__name__ not in SECTIONS:
            ERRORS.setdefault(noun.__name__, "time limit")
    return {
        "version": 1,
        "clock": CLOCK,
        "took": time.monotonic() - START,
        "euid": os.geteuid(),
        "python": "%d.%d.%d" % sys.version_info[:3],
        "sections": SECTIONS,
        "errors": ERRORS,
        "cut": CUT[:100],
    }


def main():
    import _thread

    start_commands()
    for begin in (start_endpoints, start_times):
        try:
            begin()
        except Exception as error:
            note({"start_times": "ntp"}.get(begin.__name__, "endpoints"), error)
    done, tell = os.pipe()
    _thread.start_new_thread(gather, (tell,))
    readable(done, TOTAL_LIMIT_S)  # a read that hangs (a dying disk) does not hang the answer
    packed = zlib.compress(dump(answer()).encode("ascii"), 6)
    data = b"\nAUDITOR1 " + b2a_base64(packed)
    while data:
        data = data[os.write(1, data) :]
    os._exit(0)  # threads that still wait for a dead service are left behind


if __name__ == "__main__":
    main()
