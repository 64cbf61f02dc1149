"""What is plugged in, as the Linux probe asks: services and tools stand in with what real ones said."""

import base64
import json
import re
import socket
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor.parsers import linux
from auditor.probes import linux_source
from tests.support.kiosk_answers import sections

TOKEN = sections()["tokens"][0]


def answer(*edits):
    """The probe's answer, its text changed by *edits* (old, new)."""
    script = linux_source({})
    for old, new in edits:
        assert old.encode() in script, old
        script = script.replace(old.encode(), str(new).encode())
    done = subprocess.run([sys.executable, "-I", "-S", "-"], input=script, capture_output=True, check=True)
    return json.loads(linux.extract_answer(done.stdout))


@contextmanager
def serving(listener, handle):
    """*handle(connection)* for each connection to *listener*."""

    def serve():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                handle(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


# --- tokens -----------------------------------------------------------------------------------------------
def test_the_probe_knows_no_way_to_give_a_pin():
    said = linux_source({}).decode()
    tool = [line for line in said.splitlines() if "pkcs11" in line.lower() or "token(" in line]
    assert tool
    assert not re.search(r"(?i)\blogin\(|--login|--pin|--so-pin|c_login|set_pin|change-pin|init-token", said)
    assert not [line for line in tool if re.search(r"[\"']-[a-z]{1,2}[\"']", line)]


LISTED = """Available slots:
Slot 0 (0x825188b): SoftHSM slot ID 0x825188b
  token label        : ky-so
  token flags        : login required, rng, token initialized, PIN initialized, other flags=0x20
Slot 1 (0x1): SoftHSM slot ID 0x1
  token state:   uninitialized
"""
OBJECTS = """Certificate Object; type = X.509 cert
  label:      ky-so
  subject:    DN: CN=x
  ID:         01
Certificate Object; type = X.509 cert
  label:      $(touch /tmp/x)
  ID:         01;reboot
"""


@pytest.fixture
def pkcs11(tmp_path):
    """A pkcs11-tool that says what the real one (OpenSC 0.23, SoftHSM) said, and notes what it was given."""
    (tmp_path / "der").write_bytes(base64.b64decode(TOKEN["certificate"]))
    (tmp_path / "listed").write_text(LISTED)
    (tmp_path / "objects").write_text(OBJECTS)
    module = tmp_path / "driver.so"
    module.touch()
    tool = tmp_path / "pkcs11-tool"
    answers = {"list-token-slots": "listed", "list-objects": "objects", "read-object": "der"}
    cases = "".join(f"*--{verb}*) cat {tmp_path}/{file};;\n" for verb, file in answers.items())
    tool.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/given\ncase "$*" in\n{cases}*) exit 1;;\nesac\n')
    tool.chmod(0o755)
    return tmp_path


def places(folder):
    return (
        ('FOLDERS = ("/usr/sbin",', f'FOLDERS = ("{folder}", "/usr/sbin",'),
        ('("/usr/lib/libeToken.so",', f'("{folder}/driver.so",'),
    )


def test_a_tokens_certificates_are_read_and_nothing_else_is_asked_of_it(pkcs11):
    data = answer(*places(pkcs11))
    ours = [token for token in data["sections"]["tokens"] if token["module"] == f"{pkcs11}/driver.so"]
    assert ours == [{**TOKEN, "module": f"{pkcs11}/driver.so"}]
    given = [line for line in (pkcs11 / "given").read_text().splitlines() if f"{pkcs11}/driver.so" in line]
    verbs = [re.findall(r"--(?!module|slot|type|id)[a-z-]+", line) for line in given]
    assert verbs == [["--list-token-slots"], ["--list-objects"], ["--read-object"]]


def test_a_driver_without_a_token_is_no_failure(pkcs11):
    (pkcs11 / "pkcs11-tool").write_text("#!/bin/sh\necho Available slots:\nexit 1\n")
    data = answer(*places(pkcs11))
    assert data["sections"]["tokens"] == []
    assert not [place for place in data["errors"] if place.startswith("tokens")]


def test_a_driver_that_fails_is_named(pkcs11):
    (pkcs11 / "pkcs11-tool").write_text("#!/bin/sh\nexit 1\n")
    assert "exit code 1" in answer(*places(pkcs11))["errors"]["tokens.0"]


def test_a_token_that_hangs_does_not_hold_the_answer(pkcs11):
    (pkcs11 / "pkcs11-tool").write_text("#!/bin/sh\nexec sleep 1000\n")
    data = answer(*places(pkcs11), ('"tokens": 16.0', '"tokens": 0.5'))
    assert data["errors"]["tokens.0"] == "time limit"
    assert data["sections"]["host"]


# --- card readers -----------------------------------------------------------------------------------------
@contextmanager
def pcscd(folder, wanted=(4, 4)):
    """pcscd's socket with the readers that a real one told, which takes only the version *wanted*."""
    readers = base64.b64decode(sections()["peripherals"]["readers"])
    place = folder / "pcscd.comm"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()

    def handle(connection):
        _size, _command, major, minor, _rv = struct.unpack("=2I2iI", connection.recv(20))
        connection.sendall(struct.pack("=2iI", *wanted, int((major, minor) != wanted)))
        if connection.recv(8) == struct.pack("=2I", 0, 0x12):
            connection.sendall(readers[:1000])
            connection.sendall(readers[1000:])
        connection.recv(1)

    with serving(listener, handle):
        yield place


@pytest.mark.parametrize("version", [(4, 4), (4, 5)])
def test_readers_are_asked_for_in_the_version_that_pcscd_speaks(tmp_path, version):
    with pcscd(tmp_path, version) as place:
        data = answer(("/run/pcscd/pcscd.comm", place))
    assert data["sections"]["peripherals"]["readers"] == sections()["peripherals"]["readers"]


def test_a_pcscd_that_is_not_there_is_said(tmp_path):
    data = answer(("/run/pcscd/pcscd.comm", tmp_path / "none"))
    assert data["sections"]["peripherals"]["readers"] is None
    assert data["errors"]["readers"] == "pcscd is not there"


# --- UPS --------------------------------------------------------------------------------------------------
def test_a_ups_is_asked_for_its_variables_without_a_password(tmp_path):
    asked = []

    def handle(connection):
        asked.append(question := connection.recv(200))
        if question == b"LIST UPS\n":
            connection.sendall(b'BEGIN LIST UPS\nUPS quay1 "SANTAK"\nEND LIST UPS\n')
        else:
            secret = b'VAR quay1 driver.parameter.community "quay-secret"\n'
            connection.sendall(
                b"BEGIN LIST VAR quay1\n" + secret + b'VAR quay1 ups.status "OL"\nEND LIST VAR quay1\n'
            )

    listener = socket.create_server(("127.0.0.1", 0))
    with serving(listener, handle):
        data = answer(("talk(3493,", f"talk({listener.getsockname()[1]},"))
    assert asked == [b"LIST UPS\n", b"LIST VAR quay1\n"]
    assert 'ups.status "OL"' in data["sections"]["ups"]["nut"]["quay1"]
    assert "quay-secret" not in str(data)


def test_a_service_that_never_ends_its_answer_is_bounded():
    listener = socket.create_server(("127.0.0.1", 0))

    def handle(connection):
        connection.recv(200)
        try:
            while True:
                connection.sendall(b'UPS x "y"\n' * 400)
        except OSError:
            return

    with serving(listener, handle):
        data = answer(("talk(3493,", f"talk({listener.getsockname()[1]},"))
    assert list(data["sections"]["ups"]["nut"]) == ["x"]
    assert len(data["sections"]["ups"]["nut"]["x"]) < 80_000


# --- USB and kiosk ----------------------------------------------------------------------------------------
def test_usb_devices_have_their_ids_names_and_interfaces(tmp_path):
    for name, files in {
        "1-2": {"idVendor": "0c2e", "idProduct": "0b61", "bDeviceClass": "00", "product": "Đầu đọc"},
        "1-2:1.0": {"bInterfaceClass": "03", "bInterfaceSubClass": "01", "bInterfaceProtocol": "01"},
    }.items():
        (tmp_path / name).mkdir()
        for key, text in files.items():
            (tmp_path / name / key).write_text(text + "\n")
    data = answer(("/sys/bus/usb/devices", tmp_path))
    assert data["sections"]["usb"] == {
        "1-2": {"device": ["0c2e", "0b61", "00", "", "Đầu đọc", ""], "interfaces": ["03 01 01"]}
    }


def test_of_a_users_files_only_lines_about_a_kiosk_leave_the_machine(tmp_path):
    home = tmp_path / "home" / "kiosk"
    home.mkdir(parents=True)
    lines = ["export TOKEN=bí-mật", "exec chromium --kiosk \\", "  https://u:mk@portal.lab.test/a"]
    (home / ".xinitrc").write_text("\n".join(lines) + "\n")
    data = answer(('listing(place, "/home")', f'listing(place, "{tmp_path}/home")'))
    found = data["sections"]["kiosk"]
    assert found[f"{home}/.xinitrc"] == ["exec chromium --kiosk    https://***@portal.lab.test/a"]
    assert "bí-mật" not in json.dumps(data, ensure_ascii=False)


def test_nothing_of_this_asks_the_network():
    said = Path(linux_source.__code__.co_filename).with_name("linux.py").read_text()
    attached = said.partition("# --- what is plugged in")[2].partition("\n# --- ")[0]
    assert re.findall(r"\.connect\((.*)\)", attached) == ["place", '("127.0.0.1", port)']
