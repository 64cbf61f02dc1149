"""Facts out of the Windows probe's answer, noun by noun."""

import base64
import struct

import pytest
from support.windows_answers import answer, fact, parse, registry, rows, why

NT = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
CONTROL = r"SYSTEM\CurrentControlSet\Control"


# ── the machine ──────────────────────────────────────────────────────────────────────────────────


def test_windows_11_is_told_by_its_build_even_without_wmi():
    assert fact("os.release", {"system": "x"}, system=None) == "windows 11"
    ten = rows("system", Caption="Microsoft Windows 11 Pro", BuildNumber="19045")
    assert fact("os.release", system=ten) == "windows 10"


@pytest.mark.parametrize(
    "uuid", ["FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "03000200-0400-0500-0006-000700080009"]
)
def test_a_boards_filler_is_no_identity(uuid):
    filled = rows("computer.product", UUID=uuid, IdentifyingNumber="Default string")
    assert "firmware" in why("host.uuid", computer__product=filled)
    bare = rows("computer.bios", SerialNumber="To be filled by O.E.M.")
    parsed = parse(answer(computer__product=filled, computer__bios=bare))
    assert parsed.identity == ""


def test_the_products_number_stands_in_for_a_bios_without_one():
    bare = rows("computer.bios", SerialNumber="None")
    assert fact("host.serial", computer__bios=bare) == "5P0SLD3"


def test_a_virtual_machine_is_known_by_its_uuid():
    virtual = rows("computer.system", Manufacturer="QEMU", Model="Standard PC")
    assert parse(answer(computer__system=virtual)).identity.startswith("uuid:")


def test_a_tpm_is_seen_without_an_administrator_and_one_that_is_off_is_none():
    assert fact("tpm.version", {"tpm": "needs administrator"}, tpm=None) == "2.0"
    assert fact("tpm.version", tpm=rows("tpm", IsEnabled_InitialValue=False)) == "none"
    assert fact("tpm.version", tpm=[], pnp=[]) == "none"


def test_a_machine_that_starts_by_bios_has_no_secure_boot():
    keys = registry(CONTROL, PEFirmwareType=1)
    del keys[rf"HKEY_LOCAL_MACHINE\{CONTROL}\SecureBoot\State"]
    assert fact("host.secure_boot", registry=keys) is False
    del keys[rf"HKEY_LOCAL_MACHINE\{CONTROL}"]
    assert why("host.secure_boot", registry=keys)


def test_a_restart_is_pending_when_servicing_or_the_update_agent_left_their_key():
    cv = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
    for key in (r"Component Based Servicing\RebootPending", r"WindowsUpdate\Auto Update\RebootRequired"):
        assert fact("host.reboot_required", registry=registry(cv, key)) is True
    place = rf"registry.HKEY_LOCAL_MACHINE\{cv}\Component Based Servicing\RebootPending"
    assert "administrator" in why("host.reboot_required", {place: "needs administrator"})


def test_a_licence_for_extended_updates_is_not_windows_own():
    esu = {"Name": "Windows(R), Professional-ESU-Year1 edition", "LicenseStatus": 1}
    assert fact("os.activated", license=[esu]) is False
    assert fact("os.extended_updates", license=[esu]) is True


# ── disks ────────────────────────────────────────────────────────────────────────────────────────


def test_a_stick_is_no_disk_of_the_pc_and_a_failing_one_is_named():
    inside = rows("disks.physical", HealthStatus=2)
    stick = {"DeviceId": "1", "Model": "Stick", "BusType": 7, "Size": 32 << 30, "HealthStatus": 0}
    found = parse(answer(disks__physical=[*inside, stick])).facts
    assert [disk["model"] for disk in found["disks"]] == ["KIOXIA KBG50ZNV256G"]
    assert found["disk.failing"] == ["PhysicalDisk0"]


def test_without_an_administrator_bitlocker_is_unknown_and_never_off():
    assert "administrator" in why(
        "disk.system_encrypted", {"encryption": "needs administrator"}, encryption=None
    )
    assert fact("disk.system_encrypted", encryption=[]) is False
    assert why("disk.system_encrypted", encryption=rows("encryption", ProtectionStatus=2))


# ── network, clock ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("flags", "name", "shown"),
    [(3, "proxy:3128", "proxy:3128"), (1, "proxy:3128", ""), (3, "u:p@proxy:1", "proxy:1")],
)
def test_the_machines_proxy_is_winhttps(flags, name, shown):
    blob = struct.pack("<4I", 0x28, 0, flags, len(name)) + name.encode() + struct.pack("<I", 0)
    keys = registry(
        r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections",
        WinHttpSettings="base64:" + base64.b64encode(blob).decode(),
    )
    assert fact("net.proxy", registry=keys) == shown


def test_the_proxy_of_who_is_logged_on_comes_first_and_its_password_never_leaves():
    users = answer()["sections"]["users"]
    path = next(key for key in users["keys"] if key.endswith("Internet Settings"))
    users["keys"][path] = {"ProxyEnable": 0, "AutoConfigURL": "http://me:secret@proxy/x.pac"}
    assert fact("net.proxy", users=users) == "pac+http://proxy/x.pac"


def test_an_outgoing_interface_has_name_speed_and_addresses():
    (lan,) = fact("net.interfaces")
    assert (lan["name"], lan["speed_mbps"], lan["addresses"][0]) == ("Ethernet", 1000, "198.19.1.233/24")


GERMAN = "Sprungindikator: 3(nicht synchronisiert)\r\nStratum: 0 (nicht angegeben)\r\n"


def test_the_time_services_state_is_read_in_any_language():
    assert fact("time.synchronized", clock__status=GERMAN) is False
    assert fact("time.synchronized", clock__source="Local CMOS Clock") is False
    assert why("time.synchronized", clock__status="(0x80070426)")


def test_a_time_service_that_is_disabled_or_follows_nobody_is_none():
    services = answer()["sections"]["services"]
    for row in services:
        row.update(StartMode="Disabled", State="Stopped") if row["Name"] == "W32Time" else None
    assert (fact("time.service", services=services), fact("time.synchronized", services=services)) == (
        "none",
        False,
    )
    key = r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters"
    assert fact("time.service", registry=registry(key, Type="NoSync")) == "none"
    assert "domain" in why("time.servers", registry=registry(key, Type="NT5DS"))


SAMPLE = "Tracking 198.18.0.123 [198.18.0.123:123].\r\nCollecting 1 samples.\r\n09:00:00, {}"


def test_the_provinces_clock_is_compared_by_one_sample_and_the_first_server_that_answers():
    silent = {"server": "198.18.0.9", "said": SAMPLE.format("error: 0x800705B4")}
    told = {"server": "198.18.0.123", "said": SAMPLE.format("-00.2500000s")}
    assert fact("time.province_offset_s", ntp=[silent, told]) == 0.25
    assert fact("time.province_server", ntp=[silent, told]) == "198.18.0.123"
    assert "0x800705B4" in why("time.province_offset_s", ntp=[silent])
    assert fact("time.province_asked") is False


# ── programs, updates, fonts ─────────────────────────────────────────────────────────────────────


def test_an_input_method_that_was_never_installed_is_seen_running_or_starting_at_logon():
    users = answer()["sections"]["users"]
    users["keys"] = {key: {} for key in users["keys"]}
    assert fact("input.methods", users=users) == ["unikey"]
    assert fact("input.methods", users=users, processes={"names": ["EVKey64.exe"], "kiosk": []}) == ["evkey"]
    assert fact("input.methods", users=users, processes={"names": [], "kiosk": []}) == []


def test_defenders_daily_definitions_are_no_update_of_windows():
    history = [entry for entry in answer()["sections"]["updates"]["history"] if "Defender" in entry["Title"]]
    fixes = rows("updates.fixes", InstalledOn="9/22/2026")[:1]
    assert fact(
        "updates.installed_age_days", updates__history=history, updates__fixes=fixes
    ) == pytest.approx(60.1, abs=0.1)
    assert why("updates.installed_age_days", updates__history=history, updates__fixes=[])


@pytest.mark.parametrize(
    ("values", "automatic"),
    [({}, True), ({"NoAutoUpdate": 1}, False), ({"AUOptions": 2}, False), ({"AUOptions": 4}, True)],
)
def test_updates_come_by_themselves_unless_a_policy_says_no(values, automatic):
    keys = registry(r"SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU", **values)
    assert fact("updates.automatic", registry=keys) is automatic


def test_a_times_new_roman_of_before_unicode_covers_no_vietnamese():
    assert "Times New Roman" in fact("fonts.vietnamese")
    assert fact("fonts.vietnamese", fonts={"codepages": {"Times New Roman (TrueType)": 0xFF}}) == []


def test_a_system_font_replaced_by_one_of_tcvn3_is_named():
    keys = registry(NT, "FontSubstitutes", **{"MS Shell Dlg": ".VnArial"})
    assert fact("fonts.legacy_default", registry=keys) == ["MS Shell Dlg"]


# ── printing ─────────────────────────────────────────────────────────────────────────────────────

PORTS = [
    {"Name": "IP_1", "PrinterHostAddress": "198.19.1.200", "PortNumber": 9100, "Protocol": 1},
    {"Name": "LPR_1", "PrinterHostAddress": "198.19.1.201", "Protocol": 2, "LprQueueName": "raw"},
]


@pytest.mark.parametrize(
    ("port", "uri"),
    [
        ("IP_1", "socket://198.19.1.200:9100"),
        ("LPR_1", "lpd://198.19.1.201/raw"),
        ("http://198.19.1.200:631/ipp/print", "ipp://198.19.1.200:631/ipp/print"),
        ("https://printer/ipp/print", "ipps://printer/ipp/print"),
        ("USB001", "usb:USB001"),
        ("PORTPROMPT:", "PORTPROMPT:"),
    ],
)
def test_where_a_queue_leads_is_written_as_elsewhere(port, uri):
    queues = rows("printing.printers", PortName=port)
    assert fact("print.default_uri", printing__printers=queues, printing__ports=PORTS) == uri


def test_a_queue_that_is_paused_or_used_offline_is_stopped():
    paused = rows("printing.printers", PrinterStatus=1 | 16)
    assert fact("print.stopped_queues", printing__printers=paused) == ["May in mot cua"]
    queues = fact("print.queues", printing__printers=paused)
    assert queues[0]["reason"] == "paused, paper-out"
    offline = rows("printing.win32", WorkOffline=True)
    assert fact("print.stopped_queues", printing__win32=offline) == ["May in mot cua"]


def test_the_default_printer_is_of_who_is_logged_on_and_unknown_when_nobody_is():
    users = answer()["sections"]["users"]
    users["console"] = ""
    assert "logged on" in why("print.default", users=users)


def test_without_the_spooler_no_queue_is_known():
    down = {"printing.printers": "The spooler service is not reachable", "printing.win32": "x"}
    assert "spooler" in why("print.queues", down, printing={"ports": None}) or why(
        "print.queues", down, printing={}
    )


# ── security ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "enabled", "current"),
    [
        (397568, True, True),
        (397584, True, False),
        (393216, False, True),
        (266240, True, True),
        (262144, False, True),
    ],
)
def test_what_security_center_says_of_a_product(state, enabled, current):
    (product,) = fact("security.products", security__antivirus=rows("security.antivirus", productState=state))
    assert (product["enabled"], product["up_to_date"]) == (enabled, current)


def test_without_security_center_defender_speaks_for_itself_and_nothing_is_not_good():
    server = {"security.antivirus": "not on this Windows"}
    assert fact("security.antivirus_active", server, security__antivirus=None) is True
    assert why("security.antivirus_active", server, security={"antivirus": None, "defender": None})
    assert fact("security.antivirus_active", security__antivirus=[]) is False


def test_a_firewall_without_its_service_is_off_and_a_profile_that_is_off_is_named():
    services = answer()["sections"]["services"]
    stopped = [row if row["Name"] != "MpsSvc" else {**row, "State": "Stopped"} for row in services]
    assert fact("firewall.off", services=stopped) == ["domain", "private", "public"]
    assert fact("firewall.off", firewall=rows("firewall", Enabled=0)) == ["domain"]
    assert fact("firewall.active", {"firewall": "x"}, firewall=None) is True  # by the registry


@pytest.mark.parametrize(
    ("local", "nla", "policy", "access"),
    [(1, 1, {}, "off"), (0, 1, {}, "nla"), (0, 0, {}, "open"), (1, 0, {"fDenyTSConnections": 0}, "open")],
)
def test_remote_desktop_is_off_guarded_or_open_and_a_policy_comes_first(local, nla, policy, access):
    keys = registry(CONTROL, "Terminal Server", fDenyTSConnections=local)
    keys |= {
        k: v
        for k, v in registry(CONTROL, r"Terminal Server\WinStations\RDP-Tcp", UserAuthentication=nla).items()
        if "RDP-Tcp" in k
    }
    if policy:
        keys[r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services"] = policy
    assert fact("rdp.access", registry=keys) == access


def test_smb1_is_on_where_a_part_of_it_is_installed():
    on = [{"Name": "SMB1Protocol", "InstallState": 1}, {"Name": "SMB1Protocol-Client", "InstallState": 1}]
    assert fact("smb1.enabled", smb__features=on) is True
    assert fact("smb1.enabled", smb__features=[]) is False
    assert why("smb1.enabled", {"smb.features": "time limit"}, smb__features=None)


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────


def test_administrators_of_a_domain_keep_its_name_and_the_built_in_one_is_none():
    domain = {"Name": "Domain Admins", "Domain": "TINH", "SID": "S-1-5-21-9-9-9-512"}
    members = [*rows("accounts.admins"), domain]
    assert fact("accounts.admins", accounts__admins=members) == ["TINH\\Domain Admins", "auditor"]


def test_a_renamed_guest_that_is_on_is_found_by_its_id():
    users = answer()["sections"]["accounts"]["users"]
    users[1].update(Name="Khách", Disabled=False)
    assert fact("accounts.enabled_builtin", accounts__users=users) == ["guest"]


def test_a_stored_password_is_told_by_its_presence():
    keys = registry(
        NT, "Winlogon", **{"DefaultPassword?": True, "AutoAdminLogon": "1", "DefaultUserName": "kiosk"}
    )
    assert (fact("accounts.stored_password", registry=keys), fact("accounts.autologin", registry=keys)) == (
        True,
        ["kiosk"],
    )


# ── devices, certificates, signing, kiosk ────────────────────────────────────────────────────────


def test_a_certificate_whose_key_windows_itself_keeps_is_no_token():
    (entry,) = answer()["sections"]["certificates"]
    said = "Microsoft Software Key Storage Provider\0".encode("utf-16-le")
    blob = struct.pack("<7I", 28, 28, 1, 0, 0, 0, 2) + said
    soft = [{**entry, "provider": base64.b64encode(blob).decode()}]
    assert fact("tokens", certificates=soft) == []
    assert (
        fact("certificates.personal", certificates=soft)[0]["provider"]
        == "Microsoft Software Key Storage Provider"
    )


def test_a_certificate_without_a_reader_is_a_token_that_was_taken_away():
    assert [token["subject"] for token in fact("tokens")] == ["Lò Văn Mẫu"]
    pnp = [row for row in answer()["sections"]["pnp"] if row["PNPClass"] != "SmartCardReader"]
    assert fact("tokens", pnp=pnp) == []


def test_a_reader_with_nobody_logged_on_tells_nothing_of_tokens():
    users = {**answer()["sections"]["users"], "loaded": [], "console": ""}
    assert "logged on" in why("tokens", users=users)


def test_a_code_reader_is_known_by_the_usage_that_it_states():
    pnp = answer()["sections"]["pnp"]
    for row in pnp:
        row["PNPDeviceID"] = row["PNPDeviceID"].replace("VID_0C2E", "VID_9999")
        row["Name"] = row["Name"].replace("Honeywell Barcode Scanner", "USB Input Device")
    assert fact("peripherals.qr_readers", pnp=pnp) == ["USB Input Device"]


def test_a_touch_screen_is_known_by_its_usage():
    touch = {
        "Name": "x",
        "PNPDeviceID": "HID\\A\\1",
        "PNPClass": "HIDClass",
        "HardwareID": ["HID_DEVICE_UP:000D_U:0004"],
    }
    assert fact("peripherals.touch", pnp=[touch]) is True
    assert fact("peripherals.touch") is False


def test_a_ups_is_a_battery_on_usb_and_a_notebooks_own_is_none():
    battery = {"Name": "UPS", "BatteryStatus": 1, "EstimatedChargeRemaining": 80, "EstimatedRunTime": 12}
    driver = {"Name": "HID UPS Battery", "PNPDeviceID": "HID\\X", "PNPClass": "Battery", "Service": "HidBatt"}
    assert fact("pc_ups", power=[battery], pnp=[driver]) == [
        {
            "name": "UPS",
            "source": "windows",
            "state": "battery",
            "battery": "ok",
            "charge_percent": 80.0,
            "runtime_min": 12.0,
        }
    ]
    assert fact("pc_ups", power=[battery]) == []


def test_the_signing_service_listens_on_its_port_and_its_tokens_driver_is_no_service():
    assert fact("signing.listening", net__listeners=["0.0.0.0:18987"]) is False
    with pytest.raises(KeyError):  # it runs for who is logged on: nobody is, so that its silence says nothing
        fact("signing.listening", net__listeners=["0.0.0.0:18987"], users__console="")
    programs = {
        key: value for key, value in answer()["sections"]["programs"].items() if "SignService" not in key
    }
    quiet = {"names": ["explorer.exe"], "kiosk": []}
    assert fact("signing.installed", programs=programs, processes=quiet) is False


@pytest.mark.parametrize(
    ("registry_", "kiosk", "mode"),
    [
        (
            registry(r"SOFTWARE\Microsoft\Windows\AssignedAccessConfiguration\Configs", "S-1-5-21-1"),
            [],
            "assigned-access",
        ),
        (registry(NT, "Winlogon", Shell="C:\\kiosk\\app.exe"), [], "shell"),
        (
            registry(),
            ['"C:\\x\\msedge.exe" --kiosk https://kiosk.test/ --edge-kiosk-type=fullscreen'],
            "chromium-kiosk",
        ),
        (registry(), ['"C:\\x\\firefox.exe" --kiosk https://kiosk.test/'], "firefox-kiosk"),
        (registry(), [], "none"),
    ],
)
def test_which_kiosk_it_is(registry_, kiosk, mode):
    processes = {"names": [], "kiosk": kiosk}
    assert fact("kiosk.mode", registry=registry_, processes=processes) == mode
    url = "https://kiosk.test/" if kiosk else ""
    assert fact("kiosk.browser_url", registry=registry_, processes=processes) == url
