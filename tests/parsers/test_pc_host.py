"""The machine itself: name, system, processor, memory."""

import pytest

from tests.support.pc_answers import fact, why


def test_os_release_is_read_as_a_shell_would():
    text = '# comment\nID="ubuntu"\nVERSION_ID=\'24.04\'\nPRETTY_NAME="Ubuntu 24.04.3 LTS"\n'
    assert fact("os.release", system=text) == "ubuntu 24.04"
    assert fact("os.name", system=text) == "Ubuntu 24.04.3 LTS"


def test_a_rolling_release_has_no_version():
    assert fact("os.release", system="ID=arch\n") == "arch"
    assert "VERSION_ID" in why("os.version", system="ID=arch\n")


@pytest.mark.parametrize(
    ("info", "model"),
    [
        (
            "processor\t: 0\nmodel\t\t: 158\nmodel name\t: Intel(R) Core(TM) i5-7360U\n",
            "Intel(R) Core(TM) i5-7360U",
        ),
        (
            "Processor\t: ARMv7 Processor rev 4 (v7l)\nprocessor\t: 0\nHardware\t: sun8i\n",
            "ARMv7 Processor rev 4 (v7l)",
        ),
        (
            "processor\t: 0\nCPU part\t: 0xd03\nModel\t\t: Raspberry Pi 3 Model B Rev 1.2\n",
            "Raspberry Pi 3 Model B Rev 1.2",
        ),
        ("processor\t: 0\ncpu\t\t: POWER7 (architected)\n", "POWER7 (architected)"),
    ],
)
def test_a_processor_is_named_wherever_its_kind_names_it(info, model):
    assert fact("cpu.model", cpu={"info": info, "online": 4}) == model


def test_memory_is_in_mebibytes():
    assert fact("memory.total_mib", memory="MemTotal:        8052412 kB\nMemAvailable:    101 kB\n") == 7863


def test_virtualization_comes_from_systemds_note_before_the_command():
    assert fact("host.virtualization") == "systemd-nspawn"
    assert fact("host.virtualization", host__container=None, host__virtualization="none") == "none"


def test_whether_a_restart_is_due_is_not_known_without_dpkg():
    assert fact("host.reboot_required", host__reboot_required=True) is True
    assert why("host.reboot_required", packages={"rpm": "bash\t5.1-1"})
