"""Write the constraints files from the versions installed here.

For developers, after an upgrade was tried in ``.venv``: ``.venv/bin/python packaging/pin.py``.
Every wheel of a version that fits one of our platforms is listed by its SHA-256, as the index that
pip is set up with gives it. The files hold no address, so any index with the same wheels will do.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from pip._internal.commands.install import InstallCommand
from pip._internal.index.collector import parse_links
from pip._internal.models.link import Link
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = {"cp311", "cp312", "cp313", "cp314"}
PLATFORM = re.compile(r"any|manylinux\w*_(x86_64|aarch64)|win_amd64|macosx_\w+_(x86_64|arm64|universal2)")
#: Asked for on Windows only: time zones and colours that Linux brings itself, and how an .exe is made.
WINDOWS_ONLY = {"tzdata": "2026.6", "colorama": "0.4.6", "pywin32-ctypes": "0.2.3", "pefile": "2024.8.26"}


def closure(requirements: list[str]) -> set[str]:
    """The names of everything that ``requirements`` need, themselves included, on any platform."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker and not _applies(wanted)):
            continue
        found.add(name)
        if name not in WINDOWS_ONLY:
            waiting += [Requirement(text) for text in metadata.requires(name) or []]
    return found


def _applies(wanted: Requirement) -> bool:
    assert wanted.marker is not None  # noqa: S101 - said by the caller
    text = str(wanted.marker)
    if "extra ==" in text:
        return False
    return wanted.marker.evaluate() or 'sys_platform == "win32"' in text or "Windows" in text


def _fits(file_name: str, version: str) -> bool:
    if not file_name.endswith(".whl"):
        return False
    _, found, _, tags = parse_wheel_filename(file_name)
    return str(found) == version and any(
        PLATFORM.fullmatch(tag.platform)
        and (
            (tag.interpreter in PYTHONS and tag.abi in {tag.interpreter, "none"})
            or (tag.abi == "none" and tag.interpreter in {"py3", "py2.py3"})
            or (tag.abi == "abi3" and int(tag.interpreter[3:]) <= 14)
        )
        for tag in tags
    )


def pinned(names: set[str]) -> Iterator[str]:
    """One requirement per name: exact version, marker where needed, all hashes."""
    command = InstallCommand("install", "")
    options, _ = command.parse_args([])
    with command.main_context():
        finder = command._build_package_finder(options, command._build_session(options))
        for name in sorted(names):
            version = WINDOWS_ONLY.get(name) or metadata.version(name)
            hashes = set()
            for address in finder.search_scope.get_index_urls_locations(name):
                page = finder._link_collector.fetch_response(Link(address))
                for link in parse_links(page) if page else ():
                    if _fits(link.filename, version):
                        hashes.add(link._hashes["sha256"])
            if not hashes:
                sys.exit(f"{name} {version}: no wheel found")
            marker = ' ; sys_platform == "win32"' if name in WINDOWS_ONLY else ""
            lines = [f"{name}=={version}{marker}", *(f"--hash=sha256:{digest}" for digest in sorted(hashes))]
            yield " \\\n    ".join(lines)


def main() -> None:
    """Write the files; the later ones hold only what the first does not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    product = closure(project["dependencies"])
    tools = closure(project["optional-dependencies"]["dev"]) - product
    build = closure(project["optional-dependencies"]["build"]) - product
    for file, names, what in (
        ("constraints.txt", product, "What the program needs"),
        ("constraints-dev.txt", tools, "What the checks and tests need besides"),
        ("packaging/constraints-build.txt", build, "What building needs besides"),
    ):
        head = f"# {what}, exact versions and hashes. Written by packaging/pin.py.\n"
        (ROOT / file).write_text(head + "\n".join(pinned(names)) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
