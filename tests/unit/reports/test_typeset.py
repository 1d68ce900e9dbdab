"""Lines: joined, in visual order, never wider than asked, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.reports.fonts import Weight, glyphs
from app.reports.layout import BODY, STRONG
from app.reports.typeset import Span, set_lines


def drawn(text, width=400.0):
    lines = set_lines([Span(text, BODY)], width, set())
    return ["".join(part for fragment in line for _, part in fragment.runs) for line in lines]


def test_arabic_is_joined_and_runs_right_to_left():
    assert drawn("فاطمة") == ["\ufe94\ufee4\ufec3\ufe8e\ufed3"]


def test_hebrew_is_turned_and_dutch_is_not():
    assert drawn("oom (עמית) zegt") == ["oom (תימע) zegt"]


def test_values_do_not_reorder_each_other():
    line = set_lines([Span("שרה", STRONG), Span(", ", BODY), Span("03-02-2007", BODY)], 400, set())[0]
    assert [part for fragment in line for _, part in fragment.runs] == ["הרש", ", ", "03-02-2007"]


def test_each_character_is_drawn_in_a_font_that_has_it():
    spans = [Span("Čşłő Шевченко Ελένη ქეთევან Հայկուհի فاطمة שרה Đặng Ngọc ﷺ ½ €", BODY)]
    for line in set_lines(spans, 400, set()):
        for fragment in line:
            for name, part in fragment.runs:
                assert glyphs(name).issuperset(part), (name, part)
    assert glyphs(Weight.REGULAR.value[0]).issuperset("Čşłőß")


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=600))
def test_breaking_keeps_every_character_and_the_width(text):
    lines = set_lines([Span(text, BODY)], 120.0, set())
    joined = "".join(part for line in lines for fragment in line for _, part in fragment.runs)
    assert "".join(joined.split()) == "".join(text.split())
    gap = 5
    assert all(sum(fragment.width for fragment in line) <= 120 + gap for line in lines)


def test_a_word_over_two_styles_stays_together():
    lines = set_lines([Span("een naam", STRONG), Span(", vrouw", BODY)], 52.0, set())
    assert ["".join(part for f in line for _, part in f.runs).strip() for line in lines] == ["een", "naam,", "vrouw"]
