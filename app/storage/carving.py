"""Rows out of a damaged database file, page by page, without the engine (the SQLite file format, §1.5–2.4).

What stands on a page whose seal holds is as it was written. Tables are walked from their roots; pages
that no root leads to any more (a broken inner page, a lost ``sqlite_master``) are told by the shape of
their rows. The file is opened for reading only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Integer, Table

from app.security import files
from app.security.pages import PAGE, USABLE, PageKey
from app.storage import audit, tables

Row = dict[str, Any]
Values = list[Any]
Step = Callable[[int, int], None]

_INDEX_INNER, _TABLE_INNER, _INDEX_LEAF, _TABLE_LEAF = 0x02, 0x05, 0x0A, 0x0D
_SCHEMA_KINDS = frozenset({"table", "index", "trigger", "view"})
_SCHEMA_COLUMNS = 5
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_TELL_EVERY = 256
IDENTITY = "register_id"
"""The key in ``meta`` by which its page is known."""
MOST_MOVED = 64
"""So many pages out of place are looked for; more than that is not a swap but another file."""


class PageFile:
    """The pages of a database file and of the journal beside it, opened for reading only."""

    def __init__(self, path: Path, key: bytearray, step: Step = lambda done, total: None) -> None:
        self._key = PageKey(key)
        with files.told():
            self._file = path.open("rb")
        self.count = path.stat().st_size // PAGE
        self._place = dict.fromkeys(range(1, self.count + 1), 0)
        self.bad: set[int] = set()
        for number in range(1, self.count + 1):
            self._place[number] = number
            if not self._key.is_sealed(number, self._raw(number)):
                self.bad.add(number)
            if number % _TELL_EVERY == 0:
                step(number, self.count)
        self._find_moved()
        self.journal = dict(_journal_pages(path.with_name(path.name + "-journal"), self._key))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def page(self, number: int) -> bytes | None:
        """The plain page: from the file, else from the journal, else None."""
        if 1 <= number <= self.count and number not in self.bad:
            place = self._place[number]
            return self._key.opened(number, self._raw(place))
        kept = self.journal.get(number)
        return self._key.opened(number, kept) if kept is not None else None

    def journal_page(self, number: int) -> bytes | None:
        """The plain page as the journal has it."""
        return self._key.opened(number, self.journal[number])

    def _raw(self, place: int) -> bytes:
        with files.told():
            self._file.seek((place - 1) * PAGE)
            return self._file.read(PAGE)

    def _find_moved(self) -> None:
        """Two pages that changed places are both still whole."""
        if not 1 < len(self.bad) <= MOST_MOVED:
            return
        for place in sorted(self.bad):
            number = self._key.placed(self._raw(place), self.bad)
            if number is not None:
                self._place[number] = place
        self.bad = {number for number in self.bad if self._place[number] == number}


def _journal_pages(path: Path, key: PageKey) -> Iterator[tuple[int, bytes]]:
    """Every sealed page that a journal holds, the first of each number; nothing for one that is not ours."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    place, seen = 0, set()
    while place + 28 <= len(data):
        if data[place : place + 8] == _JOURNAL_MAGIC:
            place += max(512, int.from_bytes(data[place + 20 : place + 24], "big"))
            continue
        number, page = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 4 + PAGE]
        if not key.is_sealed(number, page):
            return
        if number not in seen:
            seen.add(number)
            yield number, page
        place += PAGE + 8


@dataclass
class Carved:
    """What was read: rows per table as stored (several versions of one where there are), tables that lack a page."""

    pages: int = 0
    bad: int = 0
    rows: dict[str, list[Row]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    index: dict[str, list[tuple[Values, int]]] = field(default_factory=dict)
    """Entries of the indexes of broken tables: key values and the number of the row."""

    def place(self, page: list[tuple[int, Values]]) -> None:
        """Give a page without a table to the one whose shape it has; of code lists, all alike, none is needed."""
        table = _table_of(page)
        if table is not None:
            self.rows[table.name] += [_row(table, number, values) for number, values in page]


def told_by_indexes(carved: Carved) -> tuple[dict[tuple[str, str], str | None], dict[str, str]]:
    """Rows of broken tables that their indexes name (with the client, where known), and clients' codes."""
    owners: dict[tuple[str, str], str | None] = {}
    codes: dict[str, str] = {}
    for table in carved.broken:
        clients = {number: key[0] for key, number in carved.index.get(f"{table}_by_client", ())}
        ids = {number: key[0] for key, number in carved.index.get(f"sqlite_autoindex_{table}_1", ())}
        owners |= {(table, str(key)): clients.get(number) for number, key in ids.items()}
        if table == "client":
            by_number = {number: key[0] for key, number in carved.index.get("sqlite_autoindex_client_2", ())}
            codes = {ids[number]: code for number, code in by_number.items() if number in ids}
    return owners, codes


def carve(source: PageFile, step: Step = lambda done, total: None) -> Carved:
    """Everything that can be read from the file."""
    return _Carver(source, step).run()


class _Carver:
    def __init__(self, source: PageFile, step: Step) -> None:
        self._source, self._step = source, step
        self._owner: dict[int, str] = {}
        self._found = Carved(source.count, len(source.bad))
        self._cut = 0
        """Rows of which the overflow is lost."""

    def run(self) -> Carved:
        for name in tables.metadata.tables:
            self._found.rows[name] = []
        roots, is_whole = self._roots()
        known = {name: root for (kind, name, _), root in roots.items() if kind == "table"}
        for name, table in tables.metadata.tables.items():
            rows = self._found.rows[name]
            if name not in known:
                self._found.broken |= set() if is_whole else {name}
                continue
            cut = self._cut
            for page in self._walk(known[name], name):
                rows += [_row(table, number, values) for number, values in self._cells(page)]
            self._found.broken |= {name} if self._cut > cut else set()
        for (kind, name, _), root in roots.items():
            if kind == "table" and name not in tables.metadata.tables:
                list(self._walk(root, name))  # whatever it is (search rows), its pages have an owner
        self._read_indexes(roots)
        self._read_homeless()
        return self._found

    def _roots(self) -> tuple[dict[tuple[str, str, str], int], bool]:
        """Kind, name and table → root page, from ``sqlite_master`` or what is left of it."""
        entries = [values for page in self._walk(1, "") for _, values in self._cells(page)]
        is_whole = "" not in self._found.broken
        if not is_whole:
            for number in self._unclaimed():
                page = self._source.page(number) or b""
                rows = [values for _, values in self._cells(page)]
                if rows and all(_is_schema_row(values) for values in rows):
                    self._owner[number] = ""
                    entries += rows
        self._found.broken.discard("")
        return {(v[0], v[1], v[2]): v[3] for v in entries if _is_schema_row(v) and v[3]}, is_whole

    def _walk(self, root: int, name: str, inner: int = _TABLE_INNER) -> Iterator[bytes]:
        """Leaf pages below ``root``, each once; a page that is not there makes the table broken."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self._owner:
                continue
            page = self._source.page(number)
            if page is None:
                self._found.broken.add(name)
                continue
            self._owner[number] = name
            self._tell()
            start = 100 if number == 1 else 0  # the first page is always an inner one: the schema fills many
            if page[start] == inner:
                waiting += reversed(_children(page, start))
            if start == 0 and page[0] in {_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER}:
                yield page

    def _read_indexes(self, roots: dict[tuple[str, str, str], int]) -> None:
        """What the indexes of broken tables still say of rows that are gone."""
        for (kind, name, table), root in roots.items():
            if kind != "index" or table not in self._found.broken:
                continue
            entries = self._found.index.setdefault(name, [])
            for page in self._walk(root, name, _INDEX_INNER):
                entries += [(values[:-1], values[-1]) for _, values in self._cells(page) if values]
            self._found.broken.discard(name)

    def _read_homeless(self) -> None:
        for number in self._unclaimed():
            rows = list(self._cells(self._source.page(number) or b""))
            if rows:
                self._found.place(rows)
        for number in self._source.journal:
            rows = list(self._cells(self._source.journal_page(number) or b""))
            table = tables.metadata.tables.get(self._owner.get(number, ""))
            if rows and table is not None and len(_in_this_shape(table, rows[0][1])) == len(table.columns):
                self._found.rows[table.name] += [_row(table, key, values) for key, values in rows]
            elif rows:
                self._found.place(rows)

    def _unclaimed(self) -> Iterator[int]:
        """Whole table leaves that nothing led to."""
        for number in range(1, self._source.count + 1):
            if number in self._owner:
                continue
            page = self._source.page(number)
            if page is not None and number > 1 and page[0] == _TABLE_LEAF:
                yield number

    def _cells(self, page: bytes) -> Iterator[tuple[int, Values]]:
        """Row number and values of each cell of a leaf; a cell whose overflow is lost is left out."""
        kind = page[0] if page else 0
        if kind not in {_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER}:
            return
        first = 12 if kind == _INDEX_INNER else 8
        for place in range(first, first + 2 * int.from_bytes(page[3:5], "big"), 2):
            at = int.from_bytes(page[place : place + 2], "big") + (4 if kind == _INDEX_INNER else 0)
            length, at = _varint(page, at)
            number = 0
            if kind == _TABLE_LEAF:
                number, at = _varint(page, at)
            payload = self._payload(page, at, length, is_table=kind == _TABLE_LEAF)
            if payload is None:
                self._cut += 1
            else:
                yield number, _values(payload)

    def _payload(self, page: bytes, at: int, length: int, *, is_table: bool) -> bytes | None:
        most = USABLE - 35 if is_table else (USABLE - 12) * 64 // 255 - 23
        if length <= most:
            return page[at : at + length]
        least = (USABLE - 12) * 32 // 255 - 23
        local = least + (length - least) % (USABLE - 4)
        local = local if local <= most else least
        parts, left = [page[at : at + local]], length - local
        following = int.from_bytes(page[at + local : at + local + 4], "big")
        while left > 0:
            more = self._source.page(following)
            if more is None:
                return None
            self._owner[following] = "overflow"
            parts.append(more[4 : 4 + left])
            left -= USABLE - 4
            following = int.from_bytes(more[:4], "big")
        return b"".join(parts)

    def _tell(self) -> None:
        if len(self._owner) % _TELL_EVERY == 0:
            self._step(len(self._owner), self._found.pages)


def _children(page: bytes, start: int) -> list[int]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    places = (int.from_bytes(page[p : p + 2], "big") for p in range(start + 12, start + 12 + 2 * count, 2))
    found = [int.from_bytes(page[place : place + 4], "big") for place in places]
    return [*found, int.from_bytes(page[start + 8 : start + 12], "big")]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    if byte < 0x80:
        return byte, at + 1
    value = byte & 0x7F
    for place in range(at + 1, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    value = value << 8 | data[at + 8]
    return (value - (1 << 64) if value >> 63 else value), at + 9


_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)


def _values(payload: bytes) -> Values:
    """A record's values: text, whole numbers, NULL; whatever else there is stays bytes."""
    end, at = _varint(payload, 0)
    found: Values = []
    place = end
    while at < end:
        kind, at = _varint(payload, at)
        if kind >= 12:
            length = (kind - 12) // 2
            part = payload[place : place + length]
            found.append(part.decode("utf-8", "replace") if kind & 1 else part)
        elif kind in {8, 9}:
            length = 0
            found.append(kind - 8)
        else:
            length = _LENGTHS[kind] if kind < len(_LENGTHS) else 0
            part = payload[place : place + length]
            found.append(int.from_bytes(part, "big", signed=True) if 0 < kind < 7 else part or None)
        place += length
    return found


def _is_schema_row(values: Values) -> bool:
    return len(values) == _SCHEMA_COLUMNS and values[0] in _SCHEMA_KINDS and isinstance(values[3], int)


def _row(table: Table, number: int, values: Values) -> Row:
    """By column name; a whole-number key is stored as the number of the row."""
    row = dict(zip((column.name for column in table.columns), _in_this_shape(table, values), strict=False))
    key = next(iter(table.primary_key.columns))
    if isinstance(key.type, Integer) and row.get(key.name) is None:
        row[key.name] = number
    return row


def _in_this_shape(table: Table, values: Values) -> Values:
    """A row of an earlier schema, with the columns that it did not have yet."""
    names = [column.name for column in table.columns]
    if table is tables.audit_entry and len(values) == len(names) - len(audit.SINCE_VERSION_2):
        stored = iter(values)
        return [None if name in audit.SINCE_VERSION_2 else next(stored) for name in names]
    return values


def _table_of(page: list[tuple[int, Values]]) -> Table | None:
    fitting = [table for table in tables.metadata.tables.values() if all(_fits(table, values) for _, values in page)]
    if tables.meta in fitting:
        return tables.meta if any(values[0] == IDENTITY for _, values in page) else None
    return fitting[0] if len(fitting) == 1 else None


def _fits(table: Table, values: Values) -> bool:
    values = _in_this_shape(table, values)
    if len(values) != len(table.columns):
        return False
    for column, value in zip(table.columns, values, strict=True):
        is_number = isinstance(column.type, Integer | Boolean)
        if value is None:
            if not column.nullable and not (column.primary_key and is_number):
                return False
        elif not isinstance(value, int if is_number else str):
            return False
    return True
