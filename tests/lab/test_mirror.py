"""The lab's Debian mirror: indexes that apt believes."""

import gzip
import hashlib

from auditor.lab import mirror
from auditor.lab.image import OFFERED, PACKAGES, packages_index
from auditor.lab.programs import call
from auditor.lab.rootfs import Rootfs

_CONTROL = "Package: thu\nVersion: 1:1.0\nArchitecture: all\nMaintainer: x <x@lab.test>\nDescription: thu\n"


def _suite(tmp_path):
    (tmp_path / "thu" / "DEBIAN").mkdir(parents=True)
    (tmp_path / "thu" / "DEBIAN" / "control").write_text(_CONTROL)
    (tmp_path / "pool").mkdir()
    call(["dpkg-deb", "--build", str(tmp_path / "thu"), str(tmp_path / "pool" / "thu_1.0_all.deb")])
    return mirror.indexes(packages_index(tmp_path / "pool"))


def test_a_package_is_listed_with_its_fields_its_place_and_its_digest(tmp_path):
    listed = _suite(tmp_path)[mirror.PACKAGES].decode()
    digest = hashlib.sha256((tmp_path / "pool" / "thu_1.0_all.deb").read_bytes()).hexdigest()
    assert _CONTROL in listed
    assert "Filename: pool/thu_1.0_all.deb\n" in listed
    assert f"SHA256: {digest}\n" in listed


def test_release_has_size_and_digest_of_every_index_and_never_runs_out(tmp_path):
    suite = _suite(tmp_path)
    release = suite["Release"].decode()
    for name in (mirror.PACKAGES, f"{mirror.PACKAGES}.gz"):
        line = f" {hashlib.sha256(suite[name]).hexdigest()} {len(suite[name])} {name}\n"
        assert line in release
    assert gzip.decompress(suite[f"{mirror.PACKAGES}.gz"]) == suite[mirror.PACKAGES]
    assert "Valid-Until" not in release


def test_a_pc_knows_the_same_indexes_that_the_mirror_serves(tmp_path):
    suite = _suite(tmp_path)
    disk, served = Rootfs(), Rootfs()
    mirror.know(disk, suite)
    mirror.serve(served, suite)
    lists = "/var/lib/apt/lists/deb.lab.test_debian_dists_bookworm"
    assert disk.files[f"{lists}_Release"] == served.files["/srv/mirror/debian/dists/bookworm/Release"]
    assert disk.files[f"{lists}_main_binary-amd64_Packages"].content == suite[mirror.PACKAGES]


def test_what_is_offered_beside_the_image_is_not_in_it():
    assert not set(OFFERED) & set(PACKAGES)
