"""The machine's name servers and its default route, by whatever manages them.

answers SERVER…    exits with 0 when one of the name servers answers
wrong-dns SERVER…  prints what is otherwise than these servers only
dns SERVER…        tells NetworkManager or systemd-networkd to use these servers only
near ROUTER        exits with 0 when the router is on this network and answers
wrong-route ROUTER prints what is otherwise than a default route by this router
route ROUTER       takes the route now, and tells what manages the interface; it is taken back in a minute
keep               keeps it
"""

import glob
import os
import re
import shutil
import socket
import struct
import subprocess
import sys

BACK = "auditor-route-back"
RESOLVED = "/run/systemd/resolve/resolv.conf"


def said(*words):
    """What a program prints, an empty text where it fails or is not there."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def do(*words):
    subprocess.run(words, check=True, timeout=60, stdout=subprocess.DEVNULL)


def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""


# --- what manages the interface -------------------------------------------------------------------


def routes():
    """Default routes as ip prints them, the one that is taken first."""
    rows = [row.split() for row in said("ip", "-4", "route", "show", "default").splitlines()]
    return sorted(rows, key=lambda row: int(row[row.index("metric") + 1]) if "metric" in row else 0)


def interface(router=""):
    """The one that leads to the router, else the one of the default route."""
    if router:
        row = said("ip", "-4", "route", "get", router).split()
        return row[row.index("dev") + 1] if "dev" in row else ""
    return next((row[row.index("dev") + 1] for row in routes() if "dev" in row), "")


def connection(device):
    """NetworkManager's UUID of what is active there."""
    if not device or not shutil.which("nmcli"):
        return ""
    return said("nmcli", "-g", "GENERAL.CON-UUID", "device", "show", device)


def network_file(device):
    """The file by which systemd-networkd set the interface up."""
    index = read("/sys/class/net/%s/ifindex" % device).strip()
    found = re.search("(?m)^NETWORK_FILE=(.+)$", read("/run/systemd/netif/links/" + index)) if index else None
    return found.group(1) if found else ""


def drop_in(device, name, text):
    folder = "/etc/systemd/network/%s.d" % os.path.basename(network_file(device))
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)
    do("networkctl", "reload")


# --- name servers -----------------------------------------------------------------------------------


def family(server):
    return socket.AF_INET6 if ":" in server else socket.AF_INET


def answers(server):
    """Whether it answers the question for the root's servers (RFC 1035), whatever it says."""
    client = socket.socket(family(server), socket.SOCK_DGRAM)
    client.settimeout(2)
    try:
        client.connect((server, 53))
        client.send(struct.pack(">6H", 4711, 256, 1, 0, 0, 0) + b"\0" + struct.pack(">2H", 2, 1))
        data = client.recv(4096)
    except OSError:
        return False
    return len(data) >= 12 and data[:2] == struct.pack(">H", 4711) and bool(data[2] & 128)


def used():
    found = re.findall(r"(?m)^[ \t]*nameserver[ \t]+([^\s#;]+)", read("/etc/resolv.conf"))
    if found and all(server in ("127.0.0.53", "127.0.0.54") for server in found):
        found = re.findall(r"(?m)^[ \t]*nameserver[ \t]+([^\s#;]+)", read(RESOLVED))
    return found


def wrong_dns(servers):
    device = interface()
    if not set(used()) <= set(servers) or not used():
        yield "resolv.conf"
    uuid = connection(device)
    if uuid:
        told = said("nmcli", "-g", "ipv4.dns,ipv6.dns", "connection", "show", uuid)
        if not set(re.split(r"[\s,|]+", told.replace("\\", ""))) - {""} <= set(servers):
            yield "NetworkManager"


def set_dns(servers):
    device = interface()
    uuid = connection(device)
    four = [server for server in servers if family(server) == socket.AF_INET]
    six = [server for server in servers if family(server) == socket.AF_INET6]
    if uuid:
        four_words = ["ipv4.dns", " ".join(four), "ipv4.ignore-auto-dns", "yes"]
        six_words = ["ipv6.dns", " ".join(six), "ipv6.ignore-auto-dns", "yes"]
        if said("nmcli", "-g", "ipv6.method", "connection", "show", uuid) in ("disabled", "ignore"):
            six_words = []
        do("nmcli", "connection", "modify", uuid, *four_words, *six_words)
        do("nmcli", "device", "reapply", device)
    elif device and network_file(device):
        text = "[Network]\nDNS=\n" + "".join("DNS=%s\n" % server for server in servers)
        drop_in(device, "pasc-dns.conf", text + "\n[DHCPv4]\nUseDNS=no\n\n[DHCPv6]\nUseDNS=no\n"
                "\n[IPv6AcceptRA]\nUseDNS=no\n")  # fmt: skip


# --- default route ------------------------------------------------------------------------------------


def near(router):
    row = said("ip", "-4", "route", "get", router).split()
    pings = subprocess.run(["ping", "-c", "2", "-W", "2", router], stdout=subprocess.DEVNULL)
    return bool(row) and "via" not in row and pings.returncode == 0


def wrong_route(router):
    rows = routes()
    if not rows or "via" not in rows[0] or rows[0][rows[0].index("via") + 1] != router:
        yield "default route"
    for path in glob.glob("/etc/network/interfaces") + glob.glob("/etc/network/interfaces.d/*"):
        if set(re.findall(r"(?m)^[ \t]*gateway[ \t]+([0-9.]+)", read(path))) - {router}:
            yield "ifupdown"
    uuid = connection(interface(router))
    if uuid and said("nmcli", "-g", "ipv4.gateway", "connection", "show", uuid) not in ("", router):
        yield "NetworkManager"


def take_route(router):
    device, old = interface(router), routes()
    shutil.which("systemd-run") and old and come_back(old[0])
    uuid = connection(device)
    if uuid:
        tell_manager(uuid, device, router)
    elif network_file(device):
        drop_in(device, "pasc-gateway.conf", "[Network]\nGateway=%s\n\n[DHCPv4]\nUseGateway=no\n" % router)
    do("ip", "-4", "route", "replace", "default", "via", router, "dev", device)
    for row in routes():
        if "via" in row and row[row.index("via") + 1] != router:
            do("ip", "-4", "route", "del", *[word for word in row if word not in ("linkdown", "dead")])


def tell_manager(uuid, device, router):
    """With addresses of its own a connection has a gateway; with DHCP's, a route that wins."""
    words = ["ipv4.routes", "0.0.0.0/0 " + router, "ipv4.ignore-auto-routes", "yes"]
    if said("nmcli", "-g", "ipv4.method", "connection", "show", uuid) == "manual":
        words = ["ipv4.gateway", router]
    do("nmcli", "connection", "modify", uuid, *words)
    do("nmcli", "device", "reapply", device)


def come_back(row):
    """A machine that the new route cuts off takes the old one again by itself."""
    subprocess.run(["systemctl", "stop", BACK + ".timer"], stderr=subprocess.DEVNULL)
    do("systemd-run", "--quiet", "--collect", "--on-active=60", "--unit=" + BACK,
       "ip", "-4", "route", "replace", *row)  # fmt: skip


action, given = sys.argv[1], sys.argv[2:]
if action == "answers":
    sys.exit(0 if any(answers(server) for server in given) else "none of the name servers answers")
elif action == "wrong-dns":
    print("\n".join(wrong_dns(given)))
elif action == "dns":
    set_dns(given)
elif action == "near":
    sys.exit(0 if near(given[0]) else "the router does not answer on this network")
elif action == "wrong-route":
    print("\n".join(wrong_route(given[0])))
elif action == "route":
    take_route(given[0])
elif action == "keep":
    subprocess.run(["systemctl", "stop", BACK + ".timer"], stderr=subprocess.DEVNULL)
