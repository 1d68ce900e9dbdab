"""Start the program: arguments, log, application, start screen, window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from app import logs, paths
from app.security import process


def _make_demo(folder: Path, progress: Any) -> Any:
    """The invented register of [Voorbeelden]; loaded when asked for, so that the start stays quick."""
    from app.demo.build import make_demo

    return make_demo(folder, progress)


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="zorgregister", description="Zorgregister: versleuteld register op deze laptop.", add_help=False
    )
    parser._optionals.title = "keuzes"
    parser.add_argument("-h", "--help", action="help", help="toon deze uitleg en stop")
    parser.add_argument("--register", metavar="MAP", type=Path, help="open het register in deze map")
    parser.add_argument("--demo", action="store_true", help="open voorbeelden in een register dat daarna verdwijnt")
    parser.add_argument("--self-test", action="store_true", help="doorloop het hoofdwerk zonder scherm en stop")
    parser.add_argument("--home", metavar="MAP", type=Path, help="bewaar alle instellingen en gegevens in deze map")
    version = paths.PROGRAM_VERSION
    parser.add_argument("--version", action="version", version=version, help="toon het versienummer en stop")
    return parser.parse_args(given)


def main(given: list[str]) -> int:
    """Run until she quits; the exit code of the program."""
    process.harden()
    arguments = _arguments(given)
    paths.set_home(arguments.home)
    process.temporary_files_in(paths.runtime_folder())
    logs.start(paths.log_file())
    if arguments.self_test:
        from ui import self_test

        return self_test.run(paths.self_test_folder())
    from ui.application import Application, Options

    return Application(Options(arguments.register, arguments.demo, _make_demo)).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
