"""The lab's eSCL scanner, asked by a client that nobody here wrote: sane-airscan's scanimage."""

import os
import shutil
import subprocess

import pytest
from support import scanners

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(not shutil.which("scanimage"), reason="needs sane-utils and sane-airscan"),
]


@pytest.fixture
def scanimage(tmp_path):
    """Run scanimage against a scanner of the lab; gives its exit status and what it wrote."""

    def run(port, *options):
        (tmp_path / "dll.conf").write_text("airscan\n")
        device = f'"Lab" = http://127.0.0.1:{port}/eSCL/, eSCL'
        (tmp_path / "airscan.conf").write_text(f"[devices]\n{device}\n[options]\ndiscovery = disable\n")
        command = ["scanimage", "-d", "airscan:e0:Lab", *options]
        environment = {**os.environ, "SANE_CONFIG_DIR": str(tmp_path), "LC_ALL": "C"}
        done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize(
    ("mode", "dpi", "head"),
    [
        ("Color", 200, b"P6\n# SANE data follows\n1654 2339\n255\n"),
        ("Gray", 300, b"P5\n# SANE data follows\n"),
    ],
)
def test_it_scans_in_the_mode_and_resolution_that_are_asked_for(tmp_path, scanimage, mode, dpi, head):
    area = ("-x", "210", "-y", "297")
    with scanners.escl(tmp_path) as port:
        status, page = scanimage(port, "--mode", mode, "--resolution", str(dpi), *area, "--format=pnm")
    assert status == 0
    assert page.startswith(head)
    assert min(page[-3000:]) > 200  # the foot of the page is blank


def test_it_says_what_it_can_do(tmp_path, scanimage):
    with scanners.escl(tmp_path) as port:
        status, said = scanimage(port, "-A")
    assert status == 0
    assert b"75|100|150|200|300|600dpi" in said
    assert b"Flatbed|ADF|ADF Duplex" in said


def test_an_empty_feeder_is_out_of_documents(tmp_path, scanimage):
    with scanners.escl(tmp_path) as port:
        status, _page = scanimage(port, "--source", "ADF", "--format=pnm")
    assert status == 7  # SANE_STATUS_NO_DOCS


def test_a_loaded_feeder_gives_its_sheets(tmp_path, scanimage):
    with scanners.escl(tmp_path, feeder_state="ScannerAdfLoaded", sheets=3) as port:
        batch = f"--batch={tmp_path}/page%d.pnm"
        scanimage(port, "--source", "ADF", "--resolution", "75", "--format=pnm", batch)
    assert len(list(tmp_path.glob("page*.pnm"))) == 3
