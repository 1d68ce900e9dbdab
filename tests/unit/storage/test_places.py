"""Cloud folders and network drives are recognised from what the system says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.storage import places
from app.storage.places import PlaceKind

MEMORY = Path("/dev") / "shm"


@pytest.mark.parametrize("name", ["OneDrive", "OneDrive - Gemeente", "Dropbox", "Nextcloud", "Google Drive", "iCloudDrive", "Mijn Drive"])
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


def test_another_device_is_outside(tmp_path):
    if MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("one device only")
    assert places.kind_of(MEMORY, tmp_path) is PlaceKind.OUTSIDE


@pytest.mark.parametrize(("system", "kind"), [("cifs", PlaceKind.NETWORK), ("nfs4", PlaceKind.NETWORK), ("fuse.rclone", PlaceKind.CLOUD)])
def test_a_network_mount(tmp_path, monkeypatch, system, kind):
    monkeypatch.setattr(places, "file_system", lambda folder: system)
    assert places.kind_of(tmp_path) is kind


def test_the_file_system_is_that_of_the_nearest_mount():
    assert places.file_system(Path("/proc/self")) == "proc"
    assert places.file_system(MEMORY) == "tmpfs"
