"""What is plugged into a PC or a kiosk."""

import base64
import struct

import pytest

from tests.support.kiosk_answers import kiosk, sections, usb
from tests.support.pc_answers import fact, why

GONE = {"readers": "pcscd is not there"}


def test_a_recorded_kiosk_has_what_is_plugged_into_it():
    facts = kiosk().facts
    assert facts["peripherals.card_readers"] == ["Virtual PCD 00"]
    assert facts["peripherals.cameras"] == ["Integrated Camera: Integrated C"]
    assert facts["peripherals.qr_readers"] == ["Honeywell Imaging & Mobility HF600 2D Scanner"]
    assert facts["peripherals.receipt_printers"] == ["EPSON TM-T20II"]
    assert facts["peripherals.scanners"] == []
    assert facts["peripherals.touch"] is True


# --- card readers -----------------------------------------------------------------------------------------
def states(*names, size=184):
    """pcscd's 16 records with these readers in the first of them."""
    records = [name.encode().ljust(128, b"\0") + struct.pack("=IIi", 0, 2, 0) for name in names]
    records += [b""] * (16 - len(records))
    return base64.b64encode(b"".join(record.ljust(size, b"\0") for record in records)).decode()


@pytest.mark.parametrize("size", [180, 184, 192])
def test_the_records_of_each_version_of_pcscd_are_read(size):
    said = states("ACS ACR39U 00 00", "Gemalto PC Twin 01 00", size=size)
    assert kiosk(peripherals__readers=said).facts["peripherals.card_readers"] == [
        "ACS ACR39U 00",
        "Gemalto PC Twin 01",
    ]


def test_the_slots_of_one_reader_are_one_reader_and_two_alike_are_two():
    said = states("ACS ACR1281 Dual 00 00", "ACS ACR1281 Dual 00 01", "ACS ACR1281 Dual 01 00")
    assert len(kiosk(peripherals__readers=said).facts["peripherals.card_readers"]) == 2


def test_no_reader_by_pcsc_is_none_whatever_usb_says():
    reader = usb(("04e6:5116", "SCM|SCR3310", "0b 00 00"))
    assert kiosk(usb=reader, peripherals__readers=states()).facts["peripherals.card_readers"] == []


def test_readers_come_from_usb_where_pcscd_is_not_there():
    reader = usb(("04e6:5116", "SCM|SCR3310", "0b 00 00"))
    found = kiosk(GONE, usb=reader, peripherals__readers=None).facts["peripherals.card_readers"]
    assert found == ["SCM SCR3310"]


def test_without_pcscd_and_without_a_reader_on_usb_it_is_not_known_whether_there_is_one():
    missing = kiosk(GONE, usb={}, peripherals__readers=None).missing["peripherals.card_readers"]
    assert "pcscd" in missing


@pytest.mark.parametrize("said", ["!", "AAAA", base64.b64encode(bytes(1601)).decode()])
def test_what_is_no_answer_of_pcscd_is_not_no_reader(said):
    assert "peripherals.card_readers" in kiosk(peripherals__readers=said).missing


# --- by USB -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("device", "fact_name"),
    [
        (("0c2e:0b61", "Honeywell|HF600 2D Scanner", "03 01 01"), "qr_readers"),
        (("05e0:1200", "Symbol Technologies|Bar Code Scanner", "03 01 01"), "qr_readers"),
        (("ffff:0001", "Shenzhen|USB QR Code Reader", "03 01 01"), "qr_readers"),
        (("1eab:1a03", "Newland|FM430", "02 02 01"), "qr_readers"),
        (("0519:0003", "Star|TSP143", "07 01 02"), "receipt_printers"),
        (("0416:5011", "STMicroelectronics|POS58 Printer USB", "07 01 02"), "receipt_printers"),
        (("04b8:0202", "EPSON|TM-T88V", "ff 00 00"), "receipt_printers"),
    ],
)
def test_a_device_is_known_by_its_maker_or_name(device, fact_name):
    facts = kiosk(usb=usb(device)).facts
    lists = ("qr_readers", "receipt_printers", "scanners")
    assert [name for name in lists if facts[f"peripherals.{name}"]] == [fact_name]


def test_a_printer_of_paper_on_a_usb_port_is_one_and_a_receipt_printer_is_not():
    laser = ("03f0:2b17", "HP|LaserJet 1020", "07 01 02")
    receipt = ("0519:0003", "Star|TSP143", "07 01 02")
    assert kiosk(usb=usb(laser, receipt)).facts["print.usb"] == [{"port": "1-1", "model": "HP LaserJet 1020"}]
    assert kiosk(usb={}).facts["print.usb"] == []


@pytest.mark.parametrize(
    "device",
    [
        ("046d:c31c", "Logitech|USB Keyboard", "03 01 01"),
        ("03f0:2b17", "HP|LaserJet 1020", "07 01 02"),
        ("27c6:5395", "Goodix|Fingerprint Device", "ff 00 00"),
        ("8087:0a2b", "Intel|Bluetooth", "e0 01 01"),
        ("0bda:8153", "Realtek|USB 10/100/1000 LAN", "ff ff 00"),
        ("0fe6:9700", "DAVICOM|DM9601 Fast Ethernet Adapter", "ff 00 00"),
        ("04a9:3218", "Canon|Digital Camera", "06 01 01"),
        ("1d6b:0002", "Linux Foundation|2D hub", "09 00 00"),
    ],
)
def test_what_is_none_of_them_is_none_of_them(device):
    facts = kiosk(usb=usb(device)).facts
    assert not any(facts[f"peripherals.{name}"] for name in ("qr_readers", "receipt_printers", "scanners"))


@pytest.mark.parametrize(
    ("device", "name"),
    [
        (("04c5:132b", "Fujitsu|ScanSnap iX500", "ff ff ff"), "Fujitsu ScanSnap iX500"),
        (("04c5:1556", "FUJITSU|fi-7160", "ff ff ff"), "FUJITSU fi-7160"),
        (("04a9:1909", "Canon|CanoScan LiDE 110", "ff 00 ff"), "Canon CanoScan LiDE 110"),
        (("04f9:0440", "Brother|Brother ADS-2200", "ff ff ff"), "Brother ADS-2200"),
    ],
)
def test_a_scanner_on_usb_has_its_ids(device, name):
    vendor, _colon, product = device[0].partition(":")
    assert kiosk(usb=usb(device)).facts["peripherals.scanners"] == [
        {"name": name, "connection": "usb", "vendor_id": vendor, "product_id": product}
    ]


def test_a_scanner_that_only_sane_knows_is_there_too():
    said = (
        "device `epson2:libusb:001:004' is a Epson GT-S50 flatbed scanner\n"
        "device `airscan:e0:HP OfficeJet' is a eSCL HP OfficeJet ip=198.18.0.9\n"
    )
    found = kiosk(usb=usb(("04b8:0137", "Seiko|USB2.0 MFP", "ff ff ff")), peripherals__scanners=said)
    names = [(each["name"], each["connection"]) for each in found.facts["peripherals.scanners"]]
    assert ("Epson GT-S50 flatbed scanner", "usb") in names
    assert ("eSCL HP OfficeJet ip=198.18.0.9", "network") in names


def test_a_device_that_says_nothing_is_named_by_its_ids():
    found = kiosk(usb=usb(("1a86:7523", "|", "ff 00 00"))).facts["usb.devices"]
    assert found == [{"name": "1a86:7523", "vendor_id": "1a86", "product_id": "7523"}]


def test_usb_that_could_not_be_read_is_not_nothing_plugged_in():
    missing = kiosk({"usb": "Input/output error"}, usb=None).missing
    assert missing["peripherals.qr_readers"] == missing["peripherals.scanners"] == "Input/output error"


# --- receipt printers by their queue ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["*DefaultPageSize: X80MMY297MM"], True),
        (["*DefaultPageSize: RP80x297"], True),
        (["*DefaultPageSize: w226h841"], True),
        (['*ModelName: "EPSON TM-T82"', "*DefaultPageSize: A4"], True),
        (['*ModelName: "HP LaserJet"', "*DefaultPageSize: A4"], False),
        (["*DefaultPageSize: w595h842"], False),
        (["*DefaultPageSize: 10x15cm"], False),
    ],
)
def test_a_queue_that_prints_on_a_roll_is_a_receipt_printer(lines, found):
    facts = kiosk(usb={}, peripherals__ppds={"/etc/cups/ppd/bien-nhan.ppd": lines}).facts
    assert facts["peripherals.receipt_printers"] == (["bien-nhan"] if found else [])


# --- cameras and touch --------------------------------------------------------------------------------------
def test_a_camera_with_several_nodes_is_one_and_a_codec_is_none():
    names = ["HD Webcam: HD Webcam\n", "HD Webcam: HD Webcam\n", "bcm2835-codec-decode\n"]
    assert kiosk(peripherals__cameras=names).facts["peripherals.cameras"] == ["HD Webcam: HD Webcam"]


TOUCHPAD = """N: Name="SynPS/2 Synaptics TouchPad"
B: PROP=5
B: EV=b
B: KEY=e520 10000 0 0 0 0
B: ABS=660800011000003
"""
TABLET = """N: Name="Wacom Intuos Pen"
B: PROP=1
B: EV=1b
B: KEY=1c03 0 0 0 0 0
B: ABS=1000003000003
"""
RESISTIVE = """N: Name="ELO TouchSystems 2216"
B: PROP=0
B: EV=b
B: KEY=400 0 0 0 0 0
B: ABS=100000003
"""


@pytest.mark.parametrize(
    ("device", "found"), [(TOUCHPAD, False), (TABLET, False), (RESISTIVE, True), ("B: ABS=zz\n", False)]
)
def test_a_touch_screen_is_told_from_a_touchpad_and_a_tablet(device, found):
    assert kiosk(peripherals__input=device).facts["peripherals.touch"] is found


def test_without_the_kernels_list_touch_is_not_known():
    assert "peripherals.touch" in kiosk(peripherals__input=None).missing


def test_an_older_answer_without_these_sections_makes_them_missing_not_absent():
    assert "does not say" in why("peripherals.card_readers")
    assert "does not say" in why("pc_ups")
    with pytest.raises(KeyError):
        fact("kiosk.mode")
    assert set(sections()) >= {"usb", "peripherals", "kiosk", "ups", "tokens"}
