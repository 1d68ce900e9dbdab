"""What kind of place a folder is: on this disk, on a stick, on the network, or copied to a cloud.

Only what the system itself says (mounts, device, names of well-known folders); nothing is asked of a
network.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path


class PlaceKind(StrEnum):
    """Kinds of place, from safest for a second copy to least."""

    OUTSIDE = "outside"
    """Another disk or stick: what a back-up is for."""
    SAME_DISK = "same_disk"
    """On the laptop's own disk: helps against damage, not against loss."""
    NETWORK = "network"
    CLOUD = "cloud"


_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "9p", "davfs", "fuse.sshfs", "fuse.davfs2",
            "fuse.gvfsd-fuse", "ceph", "glusterfs", "fuse.glusterfs"}  # fmt: skip
_CLOUD = {"fuse.rclone", "fuse.onedriver", "fuse.google-drive-ocamlfuse", "fuse.dropbox", "fuse.insync"}
_CLOUD_NAMES = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "mijn drive", "icloud", "iclouddrive",
                "nextcloud", "owncloud", "stackstorage", "stack", "box sync", "pcloud", "proton drive", "synologydrive",
                "sharepoint", "syncthing", "mega", "tresorit")  # fmt: skip
_CLOUD_MARKS = (".dropbox", ".sync_folder", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log", ".sync.ffs_db")
_CLOUD_SETTINGS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def kind_of(folder: Path, home: Path | None = None) -> PlaceKind:
    """The kind of ``folder`` (which need not exist yet); ``home`` is the register's own folder."""
    existing = _existing(folder)
    if is_synchronised(folder.absolute()):
        return PlaceKind.CLOUD
    system = file_system(existing)
    if system in _CLOUD:
        return PlaceKind.CLOUD
    if system in _NETWORK or str(folder).startswith("\\\\"):
        return PlaceKind.NETWORK
    with suppress(OSError):
        if existing.stat().st_dev != _existing(home or Path.home()).stat().st_dev:
            return PlaceKind.OUTSIDE
    return PlaceKind.SAME_DISK


def is_synchronised(folder: Path) -> bool:
    """Whether a synchronising program keeps this folder, by its marks and by the usual names."""
    for part in (folder, *folder.parents):
        name = part.name.lower()
        known = any(name == word or name.startswith((word + " ", word + "-")) for word in _CLOUD_NAMES)
        if known or any((part / mark).exists() for mark in _CLOUD_MARKS):
            return True
    kept = [Path(os.environ[name]) for name in _CLOUD_SETTINGS if os.environ.get(name)]
    return any(root == folder or root in folder.parents for root in kept)


def file_system(folder: Path) -> str:
    """The type of file system below ``folder``, or "" where the system does not say."""
    if sys.platform != "linux":
        return ""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, found = -1, ""
    text = str(folder.resolve())
    for line in lines:
        left, _, right = line.partition(" - ")
        point = left.split(" ")[4].replace("\\040", " ")
        inside = text == point or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, found = len(point), right.split(" ")[0]
    return found


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
