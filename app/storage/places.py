"""What kind of place a folder is: on this disk, on a stick, on the network, or copied to a cloud.

Only what the system itself says (mounts, device, names of well-known folders); nothing is asked of a
network.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from app.security import disk


class PlaceKind(StrEnum):
    """Kinds of place, from safest for a second copy to least."""

    OUTSIDE = "outside"
    """A stick or a disk that comes off: what a back-up is for."""
    SAME_DISK = "same_disk"
    """On a disk of the laptop, or in its memory: helps against damage, not against loss."""
    NETWORK = "network"
    CLOUD = "cloud"


_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "9p", "davfs", "ceph",
            "glusterfs", "coda", "lustre", "fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse",
            "fuse.kio-fuse", "fuse.glusterfs", "fuse.smbnetfs", "fuse.smbclient", "fuse.curlftpfs",
            "fuse.afpfs", "fuse.webdavfs", "webdav"}  # fmt: skip
_CLOUD = {"fuse.rclone", "fuse.onedriver", "fuse.google-drive-ocamlfuse", "fuse.dropbox",
          "fuse.insync", "fuse.s3fs", "fuse.goofys", "fuse.pcloud", "fuse.pcloud.fs",
          "fuse.cryptomator", "fuse.expandrive", "fuse.odrive"}  # fmt: skip
_MEMORY = {"tmpfs", "ramfs", "devtmpfs"}
_CLOUD_NAMES = ("onedrive", "dropbox", "google drive", "google drive file stream", "googledrive",
                "my drive", "mijn drive", "gedeelde drives", "shared drives", "icloud",
                "iclouddrive", "icloud drive", "mobile documents", "com~apple~clouddocs",
                "cloudstorage", "nextcloud", "owncloud", "stackstorage", "stack", "box", "box sync",
                "box drive", "pcloud", "pclouddrive", "pcloud drive", "proton drive", "protondrive",
                "synologydrive", "synology drive", "cloudstation", "sharepoint", "syncthing",
                "mega", "megasync", "tresorit", "hidrive", "kdrive", "koofr", "jottacloud",
                "seafile", "surfdrive", "researchdrive", "resilio sync", "yandex.disk",
                "amazon drive", "sync.com", "spideroak", "internxt", "filen", "icedrive",
                "sugarsync", "odrive")  # fmt: skip
_CLOUD_MARKS = (".dropbox", ".dropbox.cache", ".sync_folder", ".stfolder", ".owncloudsync.log",
                ".nextcloudsync.log", ".csync_journal.db", ".seafile-data",
                ".synologyworkingdirectory", ".tmp.drivedownload", ".megaignore", ".sync.ffs_db")  # fmt: skip
_CLOUD_JOURNALS = (".sync_*.db", "._sync_*.db")
"""What Nextcloud and ownCloud keep in the folder that they copy."""
_CLOUD_SETTINGS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_REMOTE_DRIVE = 4


if sys.platform == "win32":

    def _drive_type() -> Callable[[str], int] | None:
        """What Windows says of a drive letter."""
        import ctypes

        kind: Callable[[str], int] = ctypes.windll.kernel32.GetDriveTypeW
        return kind

else:

    def _drive_type() -> Callable[[str], int] | None:
        """There are no drive letters."""
        return None


def kind_of(folder: Path, home: Path | None = None) -> PlaceKind:
    """The kind of ``folder`` (which need not exist yet); ``home`` is the register's own folder."""
    existing, own = _existing(folder), _existing(home or Path.home())
    if is_synchronised(folder.absolute()) or is_synchronised(Path(os.path.realpath(folder))):
        return PlaceKind.CLOUD
    system = file_system(existing)
    if system in _CLOUD:
        return PlaceKind.CLOUD
    if system in _NETWORK or is_remote(str(folder)):
        return PlaceKind.NETWORK
    is_same = True if system in _MEMORY else disk.same_laptop(existing, own)
    with suppress(OSError):
        if is_same is False or (is_same is None and existing.stat().st_dev != own.stat().st_dev):
            return PlaceKind.OUTSIDE
    return PlaceKind.SAME_DISK


def is_remote(path: str, drive_type: Callable[[str], int] | None = None) -> bool:
    """Whether a path of Windows leads to another machine: ``\\\\server\\map``, or a letter that stands for one."""
    text = path.replace("/", "\\") if path.startswith("//") else path
    if text.startswith(("\\\\?\\", "\\\\.\\")):
        text = "\\\\" + text[8:] if text[4:8].upper() == "UNC\\" else text[4:]
    if text.startswith("\\\\"):
        return True
    kind = drive_type or _drive_type()
    return kind is not None and text[1:2] == ":" and kind(text[:2] + "\\") == _REMOTE_DRIVE


def is_synchronised(folder: Path) -> bool:
    """Whether a synchronising program keeps this folder, by its marks and by the usual names."""
    for part in (folder, *folder.parents):
        name = part.name.lower()
        known = any(name == word or name.startswith((word + " -", word + "-", word + " (")) for word in _CLOUD_NAMES)
        if known or any((part / mark).exists() for mark in _CLOUD_MARKS) or _has_journal(part):
            return True
    kept = [Path(os.environ[name]) for name in _CLOUD_SETTINGS if os.environ.get(name)]
    return any(root == folder or root in folder.parents for root in kept)


def _has_journal(folder: Path) -> bool:
    try:
        names = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
    except OSError:
        return False
    return any(fnmatchcase(name, pattern) for name in names for pattern in _CLOUD_JOURNALS)


def file_system(folder: Path) -> str:
    """The type of file system below ``folder``, or "" where the system does not say."""
    return disk.mount(folder)[0]


def is_inside(folder: Path, register_folder: Path) -> bool:
    """Whether a place for back-ups is the register's own folder or below it, by whatever road."""
    place, own = Path(os.path.realpath(folder)), Path(os.path.realpath(register_folder))
    return place == own or own in place.parents


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
