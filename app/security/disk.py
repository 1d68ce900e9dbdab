"""Whether the disk below a folder is encrypted, as far as the system says so without rights."""

from __future__ import annotations

import os
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
    slaves = device / "slaves"
    return slaves.is_dir() and any(_crypt_below(slave) for slave in slaves.iterdir())
