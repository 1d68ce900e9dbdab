"""Private files: modes, replacement in one step, and what each failure of the disk is called."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from app.errors import DiskFailed, DiskFull, PlaceExists, ReadOnlyPlace
from app.security import files


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_folders_and_files_are_private_whatever_the_umask(tmp_path, mask):
    before = os.umask(mask)
    try:
        files.make_private_folder(tmp_path / "a" / "b")
        files.write_new(tmp_path / "a" / "b" / "new", b"1")
        files.replace(tmp_path / "a" / "b" / "kept", b"2")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    for name in ("new", "kept"):
        assert stat.S_IMODE((tmp_path / "a" / "b" / name).stat().st_mode) == 0o600


def test_a_new_file_never_writes_over_another(tmp_path):
    (tmp_path / "there").write_bytes(b"old")
    with pytest.raises(PlaceExists):
        files.write_new(tmp_path / "there", b"new")
    assert (tmp_path / "there").read_bytes() == b"old"


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(PlaceExists):
        files.write_new(tmp_path / "link", b"new")
    files.replace(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"old"


def test_a_left_over_of_an_earlier_write_is_in_nobodys_way(tmp_path):
    (tmp_path / "file.tmp").write_bytes(b"half")
    files.replace(tmp_path / "file", b"whole")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"file": b"whole"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EROFS, ReadOnlyPlace),
        (errno.EACCES, ReadOnlyPlace),
        (errno.EIO, DiskFailed),
        (errno.ENODEV, DiskFailed),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch, call, code, told):
    files.replace(tmp_path / "file", b"old")

    def fails(*arguments):
        raise OSError(code, "sync")

    monkeypatch.setattr(files.os, call, fails)
    with pytest.raises(told) as caught:
        files.replace(tmp_path / "file", b"new")
    assert "file" not in str(caught.value)
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"file": b"old"}


def test_a_stick_without_sync_of_folders_is_no_failure(tmp_path, monkeypatch):
    real = os.fsync

    def only_files(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "folder")
        real(handle)

    monkeypatch.setattr(files.os, "fsync", only_files)
    files.replace(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")
def test_a_folder_open_to_others_is_closed_and_a_stick_without_rights_is_no_failure(tmp_path, monkeypatch):
    folder = tmp_path / "register"
    folder.mkdir()
    folder.chmod(0o777)
    assert not files.is_private(folder)
    files.make_private_folder(folder)
    assert files.is_private(folder)
    folder.chmod(0o755)

    def refuse(*arguments, **options):
        raise PermissionError(errno.EPERM, "")  # as FAT answers

    monkeypatch.setattr(os, "chmod", refuse)
    files.make_private_folder(folder)
    assert not files.is_private(folder)
