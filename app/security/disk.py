"""The disk below a folder, as far as the system says so without rights: encrypted or not, and which one."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_DEVICES = Path("/sys/dev/block")


def is_encrypted(folder: Path, devices: Path = _DEVICES) -> bool | None:
    """True for a folder on dm-crypt (LUKS), also below LVM; None where this cannot be seen (Windows, macOS, btrfs)."""
    if sys.platform != "linux":
        return None
    try:
        number = folder.stat().st_dev
    except OSError:
        return None
    device = devices / f"{os.major(number)}:{os.minor(number)}"
    return _crypt_below(device) if device.exists() else None


def _crypt_below(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text(encoding="utf-8").startswith("CRYPT-"):
            return True
    except OSError:
        pass  # a plain partition has none
    return any(_crypt_below(slave) for slave in _below(device))


def _below(device: Path) -> list[Path]:
    slaves = device / "slaves"
    return sorted(slaves.iterdir()) if slaves.is_dir() else []


def mount(folder: Path) -> tuple[str, str]:
    """Type of file system below ``folder``, and the device it comes from; "" where the system does not say."""
    if sys.platform != "linux":
        return "", ""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return "", ""
    best, found = -1, ("", "")
    text = os.path.realpath(folder)
    for line in lines:
        left, _, right = line.partition(" - ")
        point = _unescaped(left.split(" ")[4])
        inside = text == point or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, found = len(point), (right.split(" ")[0], _unescaped(right.split(" ")[1]))
    return found


def _unescaped(text: str) -> str:
    """The kernel writes spaces, tabs, line ends and backslashes as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def same_laptop(left: Path, right: Path, devices: Path = _DEVICES) -> bool | None:
    """Whether two folders go with the laptop together: True on one disk or a built-in one, None when not seen.

    A second partition or a second built-in disk is lost with the laptop as much as the first.
    """
    one, other = whole_disks(left, devices), whole_disks(right, devices)
    if not one or not other:
        return None
    return bool(one & other) or not all(_comes_off(disk) for disk in one)


def whole_disks(folder: Path, devices: Path = _DEVICES) -> frozenset[Path]:
    """The disks that hold ``folder``, below partitions, LUKS and LVM; empty where this cannot be seen."""
    if sys.platform != "linux":
        return frozenset()
    try:
        device = _entry(devices, folder.stat().st_dev)
        source = mount(folder)[1]
        if not device.exists() and source.startswith("/dev/"):  # btrfs answers with a number of its own
            device = _entry(devices, Path(source).stat().st_rdev)
    except OSError:
        return frozenset()
    return frozenset(_disks(device)) if device.exists() else frozenset()


def _entry(devices: Path, number: int) -> Path:
    return devices / f"{os.major(number)}:{os.minor(number)}"


def _disks(device: Path) -> list[Path]:
    real = device.resolve()
    below = _below(real)
    if below:
        return [disk for slave in below for disk in _disks(slave)]
    return [real.parent if (real / "partition").exists() else real]


def _comes_off(disk: Path) -> bool:
    """A stick, a card or a disk on a cable: the kernel calls it, or what it hangs on, removable."""
    if any(part.startswith("usb") for part in disk.parts) or _word(disk / "device" / "type") == "SD":
        return True
    return any(_word(part / "removable") in {"1", "removable"} for part in (disk, *disk.parents))


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
