"""What may never happen, as far as reading the code can tell (DESIGN §5)."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import called, docstrings, nodes, trees

NETWORK = {
    "socket", "ssl", "http", "urllib", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "imaplib",
    "poplib", "telnetlib", "xmlrpc", "socketserver", "asyncio", "webbrowser",
}  # fmt: skip
QT_NETWORK = {"QtNetwork", "QtNetworkAuth", "QtWebSockets", "QtWebEngineCore", "QtWebEngineWidgets", "QtQml", "QtQuick"}
LEAVES_TRACES = {"tempfile", "pickle", "shelve", "dbm"}
BANNED_NAMES = {
    "QSettings", "QDesktopServices", "QTemporaryFile", "QTemporaryDir", "QLockFile", "QLocalServer", "QLocalSocket",
    "QTcpSocket", "QTcpServer", "QUdpSocket", "QNetworkAccessManager", "QSystemTrayIcon",
}  # fmt: skip
STATIC_DIALOGS = {
    "information", "question", "warning", "critical", "about", "getText", "getInt", "getItem", "getMultiLineText",
    "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "getColor", "getFont",
}  # fmt: skip
#: The rooms that may write a file of their own; everything personal goes through the first.
WRITES_FILES = ("app/security/files.py", "app/settings.py", "app/logs.py", "app/storage/folder.py", "ui/self_test.py")
#: The one place where the event loop is entered.
ENTERS_LOOP = ("ui/application.py", "main.py")
SETS_UP_DATABASE = ("app/storage/connection.py", "app/storage/migrate.py")
#: Puts a path into an address of SQLite; talks to nothing.
HARMLESS = {"urllib.parse", "urllib.parse.quote"}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module or ''}.{alias.name}" for alias in node.names]


@pytest.mark.parametrize("banned", [NETWORK, LEAVES_TRACES], ids=["network", "traces"])
def test_no_module_that_talks_or_leaves_traces(banned):
    guilty = [
        f"{place} {name}"
        for place, node in nodes(ast.Import, ast.ImportFrom)
        for name in _imported(node)
        if name not in HARMLESS and name.split(".")[0] in banned and not place.startswith("app/settings.py")  # nothing personal there
    ]
    assert guilty == []


def test_no_part_of_qt_that_talks():
    guilty = [
        f"{place} {name}"
        for place, node in nodes(ast.Import, ast.ImportFrom)
        for name in _imported(node)
        if QT_NETWORK & set(name.split("."))
    ]
    assert guilty == []


def test_no_class_of_qt_that_writes_or_talks_behind_our_back():
    guilty = [f"{place} {node.id}" for place, node in nodes(ast.Name) if node.id in BANNED_NAMES]
    guilty += [f"{place} {node.attr}" for place, node in nodes(ast.Attribute) if node.attr in BANNED_NAMES]
    # One place sends Qt's own settings to nowhere, and may do nothing else with them.
    allowed = {f"{place} QSettings" for place, node in nodes(ast.Name) if place.startswith("ui/widgets/file_dialog.py:")}
    assert [place for place in guilty if place not in allowed] == []
    used = {node.attr for place, node in nodes(ast.Attribute) if place.startswith("ui/widgets/file_dialog.py:")
            and getattr(node.value, "id", "") == "QSettings"}  # fmt: skip
    assert used <= {"setPath", "Format", "Scope"}


def test_files_are_written_in_one_place():
    guilty = []
    for place, node in nodes(ast.Call):
        if place.startswith(WRITES_FILES):
            continue
        name = called(node)
        texts = [n.value for n in [*node.args, *(k.value for k in node.keywords)] if isinstance(n, ast.Constant)]
        opens = name == "open" and any(isinstance(t, str) and set(t) & set("wax+") and len(t) <= 3 for t in texts)
        if opens or name in {"write_text", "write_bytes", "copyfile", "copytree", "copy2", "fdopen"}:
            guilty.append(f"{place} {name}")
    assert guilty == []


def test_no_loop_within_the_loop():
    guilty = []
    for place, node in nodes(ast.Call, below=""):
        name = called(node)
        if name in {"exec", "exec_"} and not place.startswith(ENTERS_LOOP):
            guilty.append(place)
        if name == "processEvents" and not place.startswith("ui/self_test.py"):
            guilty.append(place)
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if name in STATIC_DIALOGS and owner in {"QMessageBox", "QFileDialog", "QInputDialog", "QColorDialog"}:
            guilty.append(place)
    assert guilty == []


def test_nothing_is_printed():
    allowed = ("main.py", "ui/self_test.py")  # --version and the self-test speak to a terminal
    guilty = [
        place
        for place, node in nodes(ast.Call)
        if called(node) == "print" and isinstance(node.func, ast.Name) and not place.startswith(allowed)
    ]
    assert guilty == []


def test_the_words_of_an_exception_go_nowhere():
    guilty = []
    for place, handler in nodes(ast.ExceptHandler):
        if not handler.name:
            continue
        for node in ast.walk(handler):
            shown = []
            if isinstance(node, ast.Call) and called(node) in {"str", "repr", "format_exc", "format_exception"}:
                shown = node.args
            elif isinstance(node, ast.FormattedValue):
                shown = [node.value]
            guilty += [place for value in shown if getattr(value, "id", "") == handler.name]
    assert guilty == []


def _strings():
    for path, tree in trees().items():
        described = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
                yield path, node


def test_the_key_of_a_database_is_never_changed_in_place():
    assert [f"{path}:{n.lineno}" for path, n in _strings() if "rekey" in n.value.lower()] == []


def test_settings_of_the_database_stand_beside_its_connection():
    guilty = [
        f"{path}:{node.lineno}"
        for path, node in _strings()
        if not path.startswith(SETS_UP_DATABASE) and ("PRAGMA " in node.value or "ATTACH " in node.value)
    ]
    assert guilty == []
