"""Calls and settings that were seen to lose a register, or to leave it readable, appear nowhere (D11)."""

from __future__ import annotations

import ast

from tests.architecture.source import nodes, trees


def test_no_engine_setting_and_no_dangerous_call_outside_the_one_module():
    forbidden = {"rekey", "reset_key", "load_extension", "enable_load_extension", "create_function", "set_authorizer",
                 "set_trace_callback", "set_progress_handler", "create_collation", "backup"}  # fmt: skip
    called = [
        f"{place} {node.func.attr}"
        for place, node in nodes(ast.Call, below="app/")
        if isinstance(node.func, ast.Attribute) and node.func.attr in forbidden
    ]
    assert called == []
    words = ("secure_delete", "temp_store", "load_extension", "attach database", "cipher_", "sqlcipher_export")
    spoken = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(word in node.value.lower() for word in words)
        and not path.startswith("app/storage/connection.py")
        and "\n" not in node.value
        and len(node.value) < 60
    ]
    assert spoken == []
