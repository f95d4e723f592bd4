"""What goes out as CSV runs in no spreadsheet, and phones stay as they are."""

import pytest

from crm_project.lib.csv_export import safe


@pytest.mark.parametrize(
    "text",
    [
        "+7 912 333-44-21",
        "+7 912 333-44-21, +7 912 333-44-22",
        "+7 912 333-44-23 доб. 5",
        "+7 912 333-44-23 ext. 5, +7 (912) 333-44-24",
        "-12,50",
        "+7\u00a0912\u00a0333-44-21",
    ],
)
def test_phones_and_numbers_stay_whole(text):
    assert safe(text) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3+cmd", "\t=1", "+7 912 ext. =1", "+7 912, =1", "+7 912 ext. 5!A1", "＝1"]
)
def test_formulas_are_shown_as_text(text):
    assert safe(text) == f"'{text}"
