"""A spoiled byte spoils one letter, and not the whole file."""

import pytest

from crm_project.lib.encodings import UTF_8, WINDOWS, encoding_of

TEXT = "Название;Город\nООО «Заря»;Краснодар\n" * 3


@pytest.mark.parametrize(("spoiled", "encoding"), [(0, UTF_8), (1, UTF_8), (3, UTF_8)])
def test_a_few_spoiled_bytes_are_still_utf_8(tmp_path, spoiled, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + b"\xff;" * spoiled)

    assert encoding_of(path) == encoding


def test_windows_letters_are_no_spoiled_utf_8(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("cp1251"))
    assert encoding_of(path) == WINDOWS
    path.write_bytes("name;city\nCaf\u00e9;Lyon\n".encode("cp1252"))
    assert encoding_of(path) == WINDOWS
