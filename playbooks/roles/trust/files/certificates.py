"""Certificates as the system keeps them. On the command line: what to do, and what it needs.

missing SHA256,…     prints those that the system does not trust (its bundle, its hashed folder)
fingerprints         prints the SHA-256 of each certificate on standard input
expired              prints the files below /usr/local/share/ca-certificates with expired certificates
retire               cuts these out of their files and keeps the files as they were in /var/backups
"""

import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys

ANCHORS = "/usr/local/share/ca-certificates"
BACKUPS = "/var/backups/ca-certificates"
FOLDER = "/etc/ssl/certs"
BUNDLE = FOLDER + "/ca-certificates.crt"
PEM = re.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\r?\n?")


def digest(pem):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.strip())).hexdigest()


def digests(text):
    return {digest(pem) for pem in PEM.findall(text)}


def text_of(path):
    with open(path, errors="surrogateescape") as file:
        return file.read()


def missing(wanted):
    bundle = digests(text_of(BUNDLE)) if os.path.exists(BUNDLE) else set()
    links = [os.path.join(FOLDER, n) for n in os.listdir(FOLDER) if re.fullmatch(r"[0-9a-f]{8}\.\d+", n)]
    hashed = set()
    for path in (p for p in links if os.path.exists(p)):
        hashed |= digests(text_of(path))
    return [each for each in wanted if each not in bundle or each not in hashed]


def is_expired(pem):
    words = ["openssl", "x509", "-noout", "-checkend", "0"]
    done = subprocess.run(words, input=pem.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 1


def expired():
    found = {}
    for folder, _, names in os.walk(ANCHORS):
        for path in (os.path.join(folder, name) for name in sorted(names)):
            old = [pem for pem in PEM.findall(text_of(path)) if is_expired(pem)]
            if old:
                found[path] = old
    return found


def retire():
    os.makedirs(BACKUPS, mode=0o755, exist_ok=True)
    for path, old in expired().items():
        text = text_of(path)
        shutil.copy2(path, os.path.join(BACKUPS, os.path.relpath(path, ANCHORS).replace("/", "_")))
        for pem in old:
            text = text.replace(pem, "")
        if not PEM.search(text):
            os.unlink(path)
            continue
        with open(path + ".new", "w", errors="surrogateescape") as file:
            file.write(text)
        os.replace(path + ".new", path)


action = sys.argv[1]
if action == "missing":
    print("\n".join(missing(sys.argv[2].split(","))))
elif action == "fingerprints":
    print("\n".join(digests(sys.stdin.read())))
elif action == "expired":
    print("\n".join(path.encode("ascii", "replace").decode() for path in expired()))
elif action == "retire":
    retire()
