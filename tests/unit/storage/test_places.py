"""Cloud folders and network drives are recognised from what the system says."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from app.security import disk
from app.storage import places
from app.storage.places import PlaceKind

MEMORY = Path("/dev") / "shm"
_FROM = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir()))
OTHER = next((place for place in (MEMORY, Path("/usr")) if place.stat().st_dev != _FROM.stat().st_dev), MEMORY)


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - Gemeente", "Dropbox", "Nextcloud", "Google Drive", "iCloudDrive", "Mijn Drive",
    "Box", "Box Sync", "pCloudDrive", "Syncthing", "ownCloud", "Mobile Documents", "CloudStorage", "STACK", "Proton Drive"])
def test_a_synchronised_folder_by_name(tmp_path, name):
    (tmp_path / name / "Documenten").mkdir(parents=True)
    assert places.kind_of(tmp_path / name / "Documenten" / "register", tmp_path) is PlaceKind.CLOUD


@pytest.mark.parametrize("mark", [".dropbox", ".stfolder", ".owncloudsync.log"])
def test_a_synchronised_folder_by_its_mark(tmp_path, mark):
    (tmp_path / "gewoon" / "dieper").mkdir(parents=True)
    (tmp_path / "gewoon" / mark).touch()
    assert places.kind_of(tmp_path / "gewoon" / "dieper") is PlaceKind.CLOUD


def test_a_synchronised_folder_by_the_programs_own_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Werk"))
    assert places.kind_of(tmp_path / "Werk" / "register") is PlaceKind.CLOUD


@pytest.mark.parametrize("name", ["Stackelberg", "boxing", "Megafoon", "onedrive_oud_papier.txt"])
def test_ordinary_names_are_not_suspected(tmp_path, name):
    (tmp_path / name).mkdir()
    assert places.kind_of(tmp_path / name, tmp_path) is PlaceKind.SAME_DISK


@pytest.fixture
def sticks(tmp_path, monkeypatch):
    """Two devices as the kernel lists them: the one of ``tmp_path`` and, as a stick or a disk, another."""
    if OTHER.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("one device only")
    monkeypatch.setattr(places, "file_system", lambda folder: "ext4")
    listed = tmp_path / "dev"
    listed.mkdir()

    def lie(folder, *parts, partition=True):
        number = folder.stat().st_dev
        real = tmp_path.joinpath("sys", *parts)
        real.mkdir(parents=True, exist_ok=True)
        if partition:
            (real / "partition").touch()
        (listed / f"{os.major(number)}:{os.minor(number)}").symlink_to(real)
        return real

    monkeypatch.setattr(disk.same_laptop, "__defaults__", (listed,))
    return lie


@pytest.mark.parametrize(
    ("parts", "kind"),
    [(("pci", "usb2", "2-1", "sdb", "sdb1"), PlaceKind.OUTSIDE),
     (("pci", "ata1", "sda", "sda2"), PlaceKind.SAME_DISK),
     (("pci", "ata2", "sdb", "sdb1"), PlaceKind.SAME_DISK)],
)  # fmt: skip
def test_a_stick_is_outside_and_another_partition_or_built_in_disk_is_not(tmp_path, sticks, parts, kind):
    sticks(tmp_path, "pci", "ata1", "sda", "sda1")
    sticks(OTHER, *parts)
    assert places.kind_of(OTHER / "kopie", tmp_path) is kind


def test_a_card_and_a_disk_on_a_cable_come_off(tmp_path, sticks):
    sticks(tmp_path, "pci", "nvme0n1", "nvme0n1p3")
    card = sticks(OTHER, "mmc", "mmcblk0", "mmcblk0p1")
    assert places.kind_of(OTHER, tmp_path) is PlaceKind.SAME_DISK, "a built-in one"
    (card.parent / "device").mkdir()
    (card.parent / "device" / "type").write_text("SD\n")
    assert places.kind_of(OTHER, tmp_path) is PlaceKind.OUTSIDE
    (card.parent / "device" / "type").write_text("MMC\n")
    (tmp_path / "sys" / "mmc" / "removable").write_text("removable\n")
    assert places.kind_of(OTHER, tmp_path) is PlaceKind.OUTSIDE


def test_an_encrypted_volume_lies_on_the_disk_below_it(tmp_path, sticks):
    disk_below = tmp_path / "sys" / "pci" / "ata1" / "sda" / "sda3"
    disk_below.mkdir(parents=True)
    (disk_below / "partition").touch()
    crypt = sticks(tmp_path, "virtual", "dm-0", partition=False)
    (crypt / "slaves").mkdir()
    (crypt / "slaves" / "sda3").symlink_to(disk_below)
    sticks(OTHER, "pci", "ata1", "sda", "sda1")
    assert places.kind_of(OTHER, tmp_path) is PlaceKind.SAME_DISK


def test_a_copy_in_memory_is_not_outside_the_laptop(tmp_path):
    assert places.kind_of(MEMORY, tmp_path) is PlaceKind.SAME_DISK


def test_where_the_disks_cannot_be_seen_another_device_counts(tmp_path, sticks):
    assert places.kind_of(OTHER, tmp_path) is PlaceKind.OUTSIDE


def test_a_link_into_a_cloud_folder_is_that_folder(tmp_path):
    (tmp_path / "Dropbox" / "zorg").mkdir(parents=True)
    (tmp_path / "kopie").symlink_to(tmp_path / "Dropbox" / "zorg")
    assert places.kind_of(tmp_path / "kopie", tmp_path) is PlaceKind.CLOUD


@pytest.mark.parametrize("name", [".sync_6f2a1b.db", "._sync_6f2a1b.db"])
def test_the_journal_of_a_synchronising_program(tmp_path, name):
    (tmp_path / "Documenten" / "zorg").mkdir(parents=True)
    (tmp_path / "Documenten" / name).touch()
    assert places.kind_of(tmp_path / "Documenten" / "zorg", tmp_path) is PlaceKind.CLOUD


@pytest.mark.parametrize(
    ("path", "is_remote"),
    [("\\\\server\\zorg", True), ("//server/zorg", True), ("\\\\?\\UNC\\server\\zorg", True), ("Z:\\zorg", True),
     ("z:/zorg", True), ("\\\\?\\Z:\\zorg", True), ("C:\\zorg", False), ("\\\\?\\C:\\zorg", False), ("/home/zorg", False),
     ("Z", False), ("", False)],
)  # fmt: skip
def test_paths_of_windows_that_lead_to_another_machine(path, is_remote):
    assert places.is_remote(path, lambda root: 4 if root[0] in "Zz" else 3) is is_remote


def test_the_registers_own_folder_by_whatever_road(tmp_path):
    own = tmp_path / "register"
    (own / "dieper").mkdir(parents=True)
    (tmp_path / "koppeling").symlink_to(own)
    for folder in (own, own / "dieper", tmp_path / "koppeling", tmp_path / "koppeling" / "dieper", tmp_path / "x" / ".." / "register"):
        assert places.is_inside(folder, own)
    assert not places.is_inside(tmp_path / "register2", own)


@pytest.mark.parametrize(("system", "kind"), [("cifs", PlaceKind.NETWORK), ("nfs4", PlaceKind.NETWORK), ("fuse.rclone", PlaceKind.CLOUD),
    ("fuse.sshfs", PlaceKind.NETWORK), ("davfs", PlaceKind.NETWORK), ("fuse.gvfsd-fuse", PlaceKind.NETWORK), ("smb3", PlaceKind.NETWORK)])
def test_a_network_mount(tmp_path, monkeypatch, system, kind):
    monkeypatch.setattr(places, "file_system", lambda folder: system)
    assert places.kind_of(tmp_path) is kind


def test_the_file_system_is_that_of_the_nearest_mount():
    assert places.file_system(Path("/proc/self")) == "proc"
    assert places.file_system(MEMORY) == "tmpfs"
