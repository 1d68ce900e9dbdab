"""The check of the open register: its own pages under the lock, everything else on a copy while work goes on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.errors import RegisterDamaged
from app.storage import anchor, backup, connection, outside, verification
from app.storage import folder as folder_files
from app.storage.register import Register
from app.storage.verification import Finding, Progress, Report

_ENDS_READING = frozenset({"pages", "size"})


def examine(register: Register, places: Sequence[Path] = (), progress: Progress | None = None) -> Report:
    """Every check there is; ``places`` hold back-ups to hold against the log."""
    anchored, findings = None, []
    try:
        anchored = anchor.current(register.folder, register.keys.anchor, register.file.generation)
    except RegisterDamaged:
        findings.append(Finding("no_anchor"))
    copy = register.folder / (folder_files.COPY_FILE + ".tmp")
    try:
        with register.alone() as raw, connection.told():
            size = (register.folder / register.file.database_name).stat().st_size
            engine = verification.engine(raw, size)
            if _ENDS_READING & {finding.code for finding in engine}:
                report = verification.examine(raw, register.keys.audit, anchored=anchored, size=size)
                return replace(report, findings=(*findings, *report.findings))
            copy.unlink(missing_ok=True)
            connection.create_file(copy)
            connection.copy_into(raw, copy)
        own = connection.connect(copy, register.keys.database)
        try:
            report = verification.contents(own, register.keys.audit, anchored=anchored, progress=progress)
            known = [found.manifest for place in places for found in backup.ours_in(place, register.keys)]
            findings += outside.held_against(own, register.file, known) if report.head.seq else []
        finally:
            own.close()
    finally:
        for left in (copy, copy.with_name(copy.name + "-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    same = {finding.code for finding in report.findings}
    findings += [finding for finding in engine if finding.code not in same]
    return replace(report, findings=(*findings, *report.findings), backups=len(known))
