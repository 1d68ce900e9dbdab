"""Papers: preview from memory, release through the gate, then save. Rendering needs no token; letting go does.

Order (DESIGN §3, Disclosure): preview; she confirms the print or save dialog; :func:`release_summary`
records; only then the first byte is painted or written. The window paints ``Released.pdf`` itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app import clock
from app.errors import InvalidInput, Problem
from app.model import checks
from app.model.codes import Purpose, Scope
from app.model.consent import AGE_ALONE
from app.model.disclosures import Coverage, Paper, Released, ReleaseRequest
from app.model.organisations import Organisation, Profile
from app.model.plain_paper import PlainPaper
from app.model.protected_fields import ProtectedKind, protected_in_content
from app.model.recovery_paper import RecoveryPaper
from app.model.summary import (
    BlankForm,
    ConsentSheet,
    LeftOut,
    PaperFrame,
    Recipient,
    RenderedPdf,
    Sender,
    SummaryContent,
    cut,
    grounds_of,
)
from app.model.summary_source import summary_source
from app.services import code_lists, gate
from app.services.vault import RecoverySheet
from app.storage import clients, disclosures, organisations, profiles, referrals, trajectories
from app.storage.register import Reader, Register

FILE_WORDS = 6
"""A file travels, so its passphrase is longer than that of the register."""


@dataclass(frozen=True)
class Preview:
    """A summary as it would leave now; nothing is recorded.

    ``coverage`` may be incomplete: the page then shows only what is covered, and releasing it is
    refused until ``request.scopes`` is brought down to that or the basis is there.
    """

    request: ReleaseRequest
    question: str
    document: RenderedPdf
    paper: Paper
    coverage: Coverage
    left_out: tuple[LeftOut, ...]
    protected: tuple[ProtectedKind, ...]
    """Fields that a sentence on the page seems to hold though they have no place there."""


@dataclass(frozen=True, kw_only=True)
class ConsentChoice:
    """One choice on one consent sheet."""

    purpose: Purpose
    recipient_id: str
    scopes: tuple[Scope, ...]
    valid_until: date | None = None
    language: str = ""


def summary_preview(register: Register, request: ReleaseRequest, question: str) -> Preview:
    """Render the summary for this request from what the register holds now.

    Only covered scopes and sentences *voor samenvatting* are drawn. Raises :class:`InvalidInput` for an
    empty question; a missing basis is no error here.
    """
    if not question.strip():
        raise InvalidInput(Problem("question", "required"))
    if (problem := checks.text_problem("question", question)) is not None:
        raise InvalidInput(problem)
    today = clock.today()
    with register.reading() as read:
        coverage = gate.coverage(read, request, today)
        content, left_out = _content(read, request, question.strip(), coverage)
        frame = _frame(read, request, today)
    from app.reports.summary import render_summary

    document = render_summary(content, frame)
    return Preview(
        request=replace(request, printed=tuple(s for s in content.printed if s in request.scopes) or None),
        question=question,
        document=document,
        paper=Paper(document.pdf, frame.number, today, frame.control_code),
        coverage=coverage,
        left_out=left_out,
        protected=protected_in_content(content),
    )


def release_summary(register: Register, preview: Preview, *, id: str) -> Released:
    """Record the previewed page as leaving and give its token.

    The disclosure holds the number, the control code and the SHA-256 of the unencrypted page, and the
    scopes of which the page says something. Raises what :func:`app.services.gate.release` raises; after
    :class:`~app.errors.HeadMoved` make a new preview and show it.
    """
    return gate.release(register, preview.request, preview.paper, id=id)


def make_passphrase() -> str:
    """Six words to seal one file with; shown once and kept nowhere."""
    from app.security import passphrase

    return passphrase.make_passphrase(FILE_WORDS)


def encrypted(released: Released, passphrase: str) -> bytes:
    """The released page so that it opens with ``passphrase`` only (AES-256, revision 6)."""
    from app.security.pdf import encrypt_pdf

    return encrypt_pdf(released.pdf, passphrase)


def save(released: Released, path: Path, passphrase: str | None, *, overwrite: bool = False) -> None:
    """Write the released page, sealed with ``passphrase`` unless it is None; file mode 0600.

    Raises :class:`~app.errors.PlaceExists` when a file stands there and ``overwrite`` is False, and what
    the disk says; then no part of a file is left. The disclosure stays: she answers at the hand-over.
    """
    from app.security import files

    data = released.pdf if passphrase is None else encrypted(released, passphrase)
    if overwrite:
        files.replace(path, data)
    else:
        files.write_new(path, data)


def consent_form(register: Register, client_id: str, choice: ConsentChoice) -> BlankForm:
    """The consent sheet for one choice, to be talked through with the client and signed; it tells nobody else."""
    with register.reading() as read:
        sheet = _consent_sheet(read, client_id, choice)
    from app.reports.consent_form import render_consent_form

    return _blank(render_consent_form(sheet))


def recovery_form(register: Register, sheet: RecoverySheet) -> BlankForm:
    """The recovery sheet to print and seal; it opens the register, so nothing of it is kept."""
    with register.reading() as read:
        controller = profiles.only(read).controller_name
        code = disclosures.control_code(read)
    from app.reports.recovery_sheet import render_recovery_sheet

    paper = RecoveryPaper(
        register_id=sheet.register_id,
        made_on=sheet.made_on,
        controller=controller,
        control_code=code,
        lines=sheet.lines,
        recipe=sheet.recipe,
        is_example=register.is_demo,
    )
    return _blank(render_recovery_sheet(paper))


def plain_form(paper: PlainPaper) -> BlankForm:
    """A paper that lets go of nothing: for a laptop that is gone, after a salvage, of the log of a month."""
    from app.reports.plain_paper import render_plain_paper

    return _blank(render_plain_paper(paper))


def _blank(form: RenderedPdf) -> BlankForm:
    return BlankForm(form.pdf, form.pages, form.uncovered)


def _content(
    read: Reader, request: ReleaseRequest, question: str, coverage: Coverage
) -> tuple[SummaryContent, tuple[LeftOut, ...]]:
    client = clients.get(read, request.client_id)
    trajectory = trajectories.current(read, request.client_id)
    tracks = trajectories.tracks(read, trajectory.id) if trajectory else ()
    if trajectory and request.referral_id is not None:
        payer = referrals.get(read, request.referral_id).paying_municipality
        trajectory = replace(trajectory, paying_municipality=payer or trajectory.paying_municipality)
    source = summary_source(client, trajectory, tracks, question, coverage.day, code_lists.load())
    return cut(source, grounds_of(coverage))


def _frame(read: Reader, request: ReleaseRequest, today: date) -> PaperFrame:
    profile = profiles.only(read)
    recipient = organisations.get(read, request.recipient_id)
    return PaperFrame(
        client_code=clients.get(read, request.client_id).code,
        sender=Sender(profile.coordinator_name, profile.job_title, profile.phone, profile.reachable),
        recipient=Recipient(recipient.name, recipient.department or "", recipient.place or ""),
        controller=profile.controller_name,
        number=disclosures.next_number(read, request.client_id),
        day=today,
        control_code=disclosures.control_code(read),
        is_example=read.register.is_demo,
    )


def _consent_sheet(read: Reader, client_id: str, choice: ConsentChoice) -> ConsentSheet:
    client = clients.get(read, client_id)
    profile: Profile = profiles.only(read)
    recipient: Organisation = organisations.get(read, choice.recipient_id)
    lists = code_lists.load()
    return ConsentSheet(
        client_code=client.code,
        organisation=", ".join(part for part in (recipient.name, recipient.department) if part),
        purpose=lists["consent_purpose"].label(choice.purpose),
        scopes=tuple(lists["scope"].label(scope) for scope in choice.scopes),
        valid_until=choice.valid_until,
        coordinator=profile.coordinator_name,
        controller=profile.controller_name,
        control_code=disclosures.control_code(read),
        privacy_officer_phone=profile.dpo_contact,
        language=choice.language,
        is_comensha_registration=choice.purpose is Purpose.COMENSHA_REGISTRATION,
        needs_authority=client.birth is None or client.birth.youngest_age(clock.today()) < AGE_ALONE,
        is_example=read.register.is_demo,
    )
