"""Every service that changes, shows or lets go of something leaves an entry in the log; a new one without fails here."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import trees

#: Function → the action of the entry it writes.
ACTS = {
    "clients.register_client": "client.registered",
    "clients.change_client": "client.changed",
    "clients.merge": "client.merged",
    "clients.unmerge": "client.unmerged",
    "consent.record_consent": "consent.recorded",
    "consent.withdraw": "consent.recorded",
    "consent.retract_consent": "consent.retracted",
    "contact_moments.add_contact_moment": "contact_moment.added",
    "contact_moments.add_step": "step.added",
    "contact_moments.change_step": "step.changed",
    "contact_moments.finish_step": "step.changed",
    "contact_moments.reopen_step": "step.changed",
    "contact_moments.postpone_step": "step.changed",
    "counts.publish": "publication.made",
    "gate.release": "disclosure.recorded",
    "gate.disclose_without_paper": "disclosure.recorded",
    "gate.record_handover": "handover.recorded",
    "gate.retract_handover": "handover.retracted",
    "notifications.add_notification": "notification.added",
    "notifications.change_notification": "notification.changed",
    "notifications.void_notification": "notification.voided",
    "notifications.add_exploitation": "exploitation.added",
    "notifications.change_exploitation": "exploitation.changed",
    "organisations.add": "organisation.added",
    "organisations.change": "organisation.changed",
    "printing.release_summary": "disclosure.recorded",
    "records.void": "{kind}.voided",
    "referrals.create": "referral.created",
    "referrals.change": "referral.changed",
    "referrals.void": "referral.voided",
    "referrals.add_state": "referral.state",
    "referrals.retract_state": "referral.state_retracted",
    "restoring.look_into": "register.unlocked",
    "salvaging.prepare": "register.salvaged",
    "salvaging.remove_damaged": "damage.removed",
    "session.create_register": "register.stamped",
    "session.furnish": "register.created",
    "session.unlock": "register.unlocked",
    "session.lock": "register.locked",
    "session.change_profile": "profile.changed",
    "trail.client_viewed": "client.viewed",
    "trail.searched": "search.used",
    "trail.paper_left": "paper.{how}",
    "trail.form_printed": "form.printed",
    "trail.counts_saved": "publication.saved",
    "trail.places_chosen": "settings.changed",
    "trail.clock_jumped": "clock.jumped",
    "trail.list_viewed": "list.viewed",
    "trail.of_person": "trail.viewed",
    "trajectories.start_trajectory": "trajectory.started",
    "trajectories.change_trajectory": "trajectory.changed",
    "trajectories.enter_phase": "phase.entered",
    "trajectories.void_phase": "phase.voided",
    "trajectories.change_track": "track.changed",
    "trajectories.close_trajectory": "trajectory.closed",
    "trajectories.reopen_trajectory": "trajectory.reopened",
    "vault.add_substitute": "slot.added",
    "vault.revoke": "slot.revoked",
    "vault.change_passphrase": "slot.changed",
    "vault.raise_work": "slot.raised",
    "vault.renew_master_key": "register.renewed",
    "vault.recovery_sheet": "sheet.made",
    "vault.finish_recovery": "register.recovered",
    "vault.back_up": "backup.made",
    "vault.compare": "backup.compared",
    "vault.note_compared": "backup.compared",
    "restoring.look_into_with_sheet": "backup.compared",
    "vault.restore": "register.restored",
    "vault.restore_with_sheet": "register.restored",
    "vault.rehearse": "backup.rehearsed",
    "vault.verify": "register.verified",
    "vault.rebuild_search": "search.rebuilt",
    "vault.look_up_code": "code.compared",
}
#: What only shows, and the entry that says that she looked.
SHOWN_UNDER = {
    "client.viewed": ("clients.open_file", "consent.events", "consent.overview", "consent.giver_for",
                      "consent.preview_withdrawal", "contact_moments.contact_moments", "contact_moments.step",
                      "gate.ask", "gate.disclosures", "printing.summary_preview", "records.changes",
                      "referrals.of_client", "referrals.referral", "timeline.timeline"),
    "search.used": ("clients.find", "clients.possible_duplicates", "clients.recently_opened"),
    "list.viewed": ("listing.client_rows", "referrals.rows", "today.page", "gate.awaiting_handover"),
    "form.printed": ("printing.consent_form", "printing.recovery_form"),
    "publication.made": ("counts.choices", "counts.next_closing", "counts.prepare", "counts.earlier"),
}  # fmt: skip
#: Nothing about a client: the network, her own data, working copies, how the vault stands.
NOBODY = {
    "drafts.keep", "drafts.keep_all", "drafts.load", "drafts.discard", "drafts.all_of_them", "organisations.all_of_them",
    "organisations.get", "referrals.recipient_for", "safety.disk_is_encrypted", "session.profile", "vault.slots",
    "salvaging.behind", "salvaging.keeps_damaged", "salvaging.lists", "salvaging.look", "status.status",
    "trail.month", "trail.refusals", "vault.begin_recovery", "vault.has_ended", "vault.is_coordinator",
    "vault.is_due", "vault.is_own_folder", "vault.place_kind",
    "vault.refuse_substitute", "vault.typed_back", "lost.known",
}  # fmt: skip
_HANDLES = ("Register", "Recovery", "folder: Path")


def _services():
    """Public functions of ``app/services`` that get a register, or the folder of one."""
    for path, tree in trees().items():
        if path.startswith("app/services/") and not path.endswith("/start.py"):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    given = ast.unparse(node.args)
                    if any(handle in given for handle in _HANDLES):
                        yield f"{path.removeprefix('app/services/').removesuffix('.py')}.{node.name}"


def _actions():
    """Every action that is written anywhere in ``app``."""
    found = set()
    for path, tree in trees().items():
        if path.startswith("app/"):
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    found.add(ast.unparse(node)[2:-1])
    return {text for text in found if re.fullmatch(r"[\w{}]+\.[\w{}]+", text)}


def test_every_service_leaves_an_entry_or_says_under_which_it_falls():
    known = {*ACTS, *NOBODY, *(name for names in SHOWN_UNDER.values() for name in names)}
    there = set(_services())
    assert sorted(there - known) == []
    assert sorted(known - there) == []


def test_the_entries_that_are_named_are_written():
    written = _actions()
    assert sorted({*ACTS.values(), *SHOWN_UNDER} - written) == []


def test_each_act_of_a_service_is_its_own():
    """What a service writes itself stands in the table, so that the table is no wish."""
    wrong = []
    for path, tree in trees().items():
        module = path.removeprefix("app/services/").removesuffix(".py")
        for node in tree.body if path.startswith("app/services/") else ():
            if not isinstance(node, ast.FunctionDef):
                continue
            calls = [c for c in ast.walk(node) if isinstance(c, ast.Call) and c.args
                     and getattr(c.func, "attr", "") == "transaction" and isinstance(c.args[0], ast.Constant)]  # fmt: skip
            name = f"{module}.{node.name}"
            wrong += [name for call in calls if name in ACTS and ACTS[name] != call.args[0].value]
    assert wrong == []
