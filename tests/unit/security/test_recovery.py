"""The recovery sheet: read back exactly, and every slip of the pen named by its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SheetOfAnotherRegister, SheetRefused
from app.security import recovery

REGISTER = "a7c5e7c0-0000-4000-8000-000000000001"
KEY = bytearray(range(100, 132))
LINES = recovery.sheet_lines(KEY, REGISTER)


@given(st.binary(min_size=32, max_size=32))
def test_what_is_printed_reads_back(key):
    assert recovery.key_of(recovery.sheet_lines(bytearray(key), REGISTER), REGISTER) == key


def test_it_is_seven_lines_of_eight_and_a_check():
    assert [len(line) for line in LINES] == [10] * 7
    assert set("".join(LINES)) <= set(recovery.ALPHABET + "-")


def test_spacing_case_and_look_alikes_do_not_matter():
    sloppy = [f"  {line[:4].lower()} {line[4:]} ".replace("0", "o").replace("1", "l") for line in LINES]
    assert recovery.key_of(["", *sloppy, " "], REGISTER) == KEY


def test_every_single_wrong_sign_is_caught_and_its_line_named():
    for line, text in enumerate(LINES, start=1):
        for place in (0, 1, 2, 3, 4, 5, 6, 7, 9):
            for sign in recovery.ALPHABET:
                if sign == text[place]:
                    continue
                wrong = text[:place] + sign + text[place + 1 :]
                assert not recovery.line_is_right(wrong, line)
    with pytest.raises(SheetRefused) as caught:
        recovery.key_of([*LINES[:4], "0" * 8 + "-Z", *LINES[5:]], REGISTER)
    assert caught.value.params == {"line": 5}


def test_two_neighbours_swapped_are_caught():
    for line, text in enumerate(LINES, start=1):
        for place in range(7):
            if text[place] != text[place + 1]:
                swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
                assert not recovery.line_is_right(swapped, line)


def test_two_lines_swapped_are_named():
    for left in range(7):
        for right in range(left + 1, 7):
            lines = list(LINES)
            lines[left], lines[right] = lines[right], lines[left]
            with pytest.raises(SheetRefused) as caught:
                recovery.key_of(lines, REGISTER)
            assert caught.value.params == {"line": left + 1}


@pytest.mark.parametrize("lines", [(), LINES[:6], (*LINES, LINES[0]), ("x",) * 7, ("",) * 7, (*LINES[:3], "é" * 9, *LINES[4:])])
def test_anything_else_is_refused(lines):
    with pytest.raises(SheetRefused):
        recovery.key_of(lines, REGISTER)


def test_a_sheet_of_another_register_is_called_that():
    with pytest.raises(SheetOfAnotherRegister):
        recovery.key_of(recovery.sheet_lines(KEY, "another"), REGISTER)


def test_a_line_typed_back_is_compared_without_its_spacing():
    assert recovery.same_line(LINES[2], LINES[2].lower().replace("-", " "))
    assert not recovery.same_line(LINES[2], LINES[3])
