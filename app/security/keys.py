"""Keys: passphrase → Argon2id → AES-256-GCM opens a slot → master key → HKDF → the rest.

Bytes in, bytes out; no file is touched here. Key material lives in ``bytearray`` so that it can be
zeroed. Bounds and reasons: ``security.md`` §2.1.
"""

from __future__ import annotations

import base64
import hmac
import json
import math
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import KeySettingsRefused, MemoryShort, PassphraseRefused, WrongPassphrase

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
SLOT_VERSION = 1
MEMORY_KIB = (64 * 1024, 1024 * 1024)
TIME = (2, 10)
LANES = (1, 8)


@dataclass(frozen=True)
class WorkFactor:
    """Argon2id parameters: memory in KiB, passes, lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Refuse values outside the bounds before anything runs: a hostile file must not ask for terabytes."""
        for value, (low, high) in ((self.memory_kib, MEMORY_KIB), (self.passes, TIME), (self.lanes, LANES)):
            if not low <= value <= high:
                raise KeySettingsRefused


LEAST_WORK = WorkFactor(MEMORY_KIB[0], TIME[0], LANES[0])
"""A slot below this is raised at the next unlock. To be set higher in a coming version; what a file may
ask at the least stays where it is, so that an old register still opens."""


@dataclass(frozen=True)
class Slot:
    """One way to the master key of ``epoch``. ``label`` says whose, without a name; ``until`` ends it.

    The end is kept by the program, not by cryptography: who holds the passphrase and the file could
    open it with another program.
    """

    id: str
    label: str
    work: WorkFactor
    salt: bytes
    nonce: bytes
    sealed: bytes
    epoch: int = 1
    until: date | None = None

    def header(self, register_id: str) -> bytes:
        """What the seal also covers, so that no parameter can be lowered unseen."""
        return _canonical({
            "version": SLOT_VERSION, "register": register_id, "slot": self.id, "label": self.label, "kdf": "argon2id",
            "memory_kib": self.work.memory_kib, "passes": self.work.passes, "lanes": self.work.lanes,
            "salt": _text(self.salt), "epoch": self.epoch, "until": self.until.isoformat() if self.until else "",
        })  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Plain values for the keys file."""
        return {
            "id": self.id, "label": self.label, "memory_kib": self.work.memory_kib, "passes": self.work.passes,
            "lanes": self.work.lanes, "salt": _text(self.salt), "nonce": _text(self.nonce),
            "sealed": _text(self.sealed), "epoch": self.epoch, "until": self.until.isoformat() if self.until else "",
        }  # fmt: skip


def slot_from_json(value: dict[str, Any]) -> Slot:
    """A slot as read; ``KeyError``, ``TypeError`` or ``ValueError`` when the file is not one of ours."""
    numbers = [value[name] for name in ("memory_kib", "passes", "lanes", "epoch")]
    if any(type(number) is not int for number in numbers):
        raise TypeError
    salt, nonce, sealed = (_bytes(value[name]) for name in ("salt", "nonce", "sealed"))
    if (len(salt), len(nonce), len(sealed)) != (SALT_BYTES, NONCE_BYTES, KEY_BYTES + TAG_BYTES):
        raise ValueError
    until = date.fromisoformat(value["until"]) if value["until"] else None
    work = WorkFactor(*numbers[:3])
    return Slot(str(value["id"]), str(value["label"]), work, salt, nonce, sealed, numbers[3], until)


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def new_master_key() -> bytearray:
    """256 random bits."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def passphrase_bytes(passphrase: str) -> bytearray:
    """NFKC, only line ends stripped; refuses what is empty or cannot be typed again."""
    text = unicodedata.normalize("NFKC", passphrase.strip("\r\n"))
    if not text.strip() or "\0" in text:
        raise PassphraseRefused(reason="empty")
    try:
        return bytearray(text.encode())
    except UnicodeEncodeError:
        raise PassphraseRefused(reason="surrogate") from None


def _derive(passphrase: str, salt: bytes, work: WorkFactor) -> bytearray:
    work.check()
    secret = passphrase_bytes(passphrase)
    try:
        return bytearray(
            hash_secret_raw(bytes(secret), salt, work.passes, work.memory_kib, work.lanes, KEY_BYTES, Type.ID)
        )
    except HashingError:
        raise MemoryShort from None
    finally:
        wipe(secret)


@dataclass(frozen=True)
class NewSlot:
    """What a slot is to be: whose, until when, for which epoch, how much work. ``id`` keeps that of an old one."""

    label: str
    work: WorkFactor = WorkFactor()
    epoch: int = 1
    until: date | None = None
    id: str = ""


def seal(master_key: bytearray, passphrase: str, register_id: str, wanted: NewSlot) -> Slot:
    """A slot that opens with ``passphrase``; refuses an unusable passphrase."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    slot_id = wanted.id or secrets.token_hex(8)
    bare = Slot(slot_id, wanted.label, wanted.work, salt, nonce, b"", wanted.epoch, wanted.until)
    key = _derive(passphrase, bare.salt, wanted.work)
    try:
        sealed = AESGCM(bytes(key)).encrypt(bare.nonce, bytes(master_key), bare.header(register_id))
    finally:
        wipe(key)
    return replace(bare, sealed=sealed)


def unseal(slot: Slot, passphrase: str, register_id: str) -> bytearray:
    """The master key; :class:`WrongPassphrase` when the passphrase does not open this slot."""
    key = _derive(passphrase, slot.salt, slot.work)
    try:
        return bytearray(AESGCM(bytes(key)).decrypt(slot.nonce, slot.sealed, slot.header(register_id)))
    except InvalidTag:
        raise WrongPassphrase from None
    finally:
        wipe(key)


@dataclass(frozen=True)
class Keys:
    """What follows from the master key. ``database`` is key and salt for SQLCipher (48 bytes)."""

    master: bytearray
    database: bytearray
    audit: bytearray
    anchor: bytearray
    register_file: bytearray
    manifest: bytearray

    def wipe(self) -> None:
        """Zero everything; the object is useless afterwards."""
        for key in (self.master, self.database, self.audit, self.anchor, self.register_file, self.manifest):
            wipe(key)


def expand(master_key: bytearray, register_id: str, epoch: int = 1) -> Keys:
    """Derive the working keys; ``epoch`` changes only when the master key is renewed."""

    def branch(info: str, length: int = KEY_BYTES) -> bytearray:
        kdf = HKDF(algorithm=SHA256(), length=length, salt=register_id.encode(), info=info.encode())
        return bytearray(kdf.derive(bytes(master_key)))

    return Keys(
        master=master_key,
        database=branch(f"sqlcipher/{epoch}", KEY_BYTES + 16),
        audit=branch("audit/1"),
        anchor=branch("anchor/1"),
        register_file=branch("register/1"),
        manifest=branch("backup-manifest/1"),
    )


def wipe(secret: bytearray) -> None:
    """Overwrite with zeros in place."""
    secret[:] = bytes(len(secret))


TARGET_SECONDS = 0.5


def calibrated(*, memory_limit_kib: int, seconds: Callable[[WorkFactor], float] | None = None) -> WorkFactor:
    """The work factor that takes this machine about half a second, within the bounds.

    Memory first: it is what an attacker's cards lack. Never more than ``memory_limit_kib``, which the
    caller takes from the machine; never below the lowest bound.
    """
    measure = seconds or _seconds
    most = max(MEMORY_KIB[0], min(MEMORY_KIB[1], memory_limit_kib))
    work = WorkFactor(min(most, WorkFactor.memory_kib))
    took = measure(work)
    while took > 2 * TARGET_SECONDS and work.memory_kib // 2 >= MEMORY_KIB[0]:
        work = replace(work, memory_kib=work.memory_kib // 2)
        took = took / 2 if math.isfinite(took) else measure(work)
    while took < TARGET_SECONDS / 2 and work.memory_kib * 2 <= most:
        work, took = replace(work, memory_kib=work.memory_kib * 2), took * 2
    passes = work.passes
    while took < TARGET_SECONDS / 2 and passes < TIME[1]:
        passes, took = passes + 1, took * (passes + 1) / passes
    return replace(work, passes=passes)


def _seconds(work: WorkFactor) -> float:
    started = time.perf_counter()
    try:
        wipe(_derive("calibration", bytes(SALT_BYTES), work))
    except MemoryShort:
        return math.inf  # less memory, then
    return time.perf_counter() - started


def mac(key: bytearray, *parts: bytes) -> str:
    """HMAC-SHA256 over length-prefixed parts, in hex."""
    return hmac.digest(key, b"".join(len(part).to_bytes(8, "big") + part for part in parts), "sha256").hex()


def same(left: str, right: str) -> bool:
    """Compare two MACs in constant time; one read from a file may hold anything."""
    return hmac.compare_digest(left.encode(errors="surrogatepass"), right.encode(errors="surrogatepass"))
