"""Tables of other programs are read whatever letters, marks and container they come in; what is no table is said to be none."""

import io
import random
import time
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from crm_project.lib.sheets import UnreadableFile, check_rows, open_sheet

TABLE = [["Название", "Телефон", "Комментарий"], ["ООО «Заря», Ёлкино", "+7 918 442-19-06", "первая\nвторая «строка»; и"]]


def csv_text(separator=";", rows=TABLE):
    return "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows) + "\n"


@pytest.fixture
def sheet(tmp_path):
    """sheet(bytes, name) → the table, looked at as an upload is."""

    def make(content, name="clients.csv", **told):
        path = tmp_path / "stored"
        path.write_bytes(content)
        table = open_sheet(path, name, **told)
        check_rows(table)
        return table

    return make


def refusal(sheet, content, name="clients.csv"):
    with pytest.raises(UnreadableFile) as told:
        sheet(content, name)
    return told.value.why


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1251", "cp1251"),
    ],
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_letters_and_separators_are_found_out(sheet, encoding, told, separator):
    table = sheet(csv_text(separator).encode(encoding))

    assert (table.encoding, table.separator, table.head) == (told, separator, TABLE[0])
    assert list(table) == [(2, TABLE[1])]


def test_utf_16_with_both_marks_is_read(sheet):
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        table = sheet(mark + csv_text().encode(encoding))
        assert (table.encoding, table.head) == (encoding, TABLE[0])


def test_latin_utf_16_without_a_mark_is_told_from_utf_8(sheet):
    table = sheet("Name,Phone\nVector,555\n".encode("utf-16-le"))

    assert (table.encoding, table.head, list(table)) == ("utf-16-le", ["Name", "Phone"], [(2, ["Vector", "555"])])


def test_a_person_may_know_better_how_the_file_is_written(sheet):
    table = sheet("Имя,Город;край\nЗаря,Ейск;юг\n".encode("cp866"), encoding="cp866", separator=",")

    assert (table.head, list(table)) == (["Имя", "Город;край"], [(2, ["Заря", "Ейск;юг"])])


def test_lines_of_any_length_are_as_wide_as_the_titles(sheet):
    table = sheet(b"a;b;c;\n1\n1;2;3;4;5\n;;\n1;2;3;\n")

    assert table.head == ["a", "b", "c"]
    assert list(table) == [(2, ["1", None, None]), (3, ["1", "2", "3"]), (5, ["1", "2", "3"])]


def test_titles_of_one_name_are_kept_apart_by_their_place(sheet):
    assert sheet("Товар;Товар;;Товар\n1;2;3;4\n".encode()).head == ["Товар", "Товар (2)", "№ 3", "Товар (3)"]


def test_a_quotation_mark_nobody_closed_swallows_its_own_line_only(sheet):
    table = sheet(b'name;city\nZarya;A\n"Vector;B\nKolos;C\nNiva;D\n')

    assert [cells for _number, cells in table] == [["Zarya", "A"], ['"Vector', "B"], ["Kolos", "C"], ["Niva", "D"]]


def test_cells_of_several_lines_stay_one_cell(sheet):
    assert [cells for _n, cells in sheet(b'name;note\nA;"one\ntwo;""three"""\nB;x\n')] == [["A", 'one\ntwo;"three"'], ["B", "x"]]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_an_html_table_called_xls_is_read(sheet, encoding):
    text = (
        "<html><head><meta charset='x'><style>td {color: red}</style><title>t</title></head><body>\n<table border='1'>"
        "<thead><tr><th>ID</th><th>Название&nbsp;сделки</th><th></th></tr></thead><tbody>"
        "<tr><td>17</td><td>Плуг &quot;Заря&quot;<br>зимний</td><td>=1+1</td></tr>"
        "<tr><td>18<td>без <b>закрытых</b> меток<tr><td>19<td><script>alert(1)</script>Сеялка"
        "</tbody></table><table><tr><td>другая</td></tr></table></body></html>"
    )
    table = sheet(text.encode(encoding), "DEAL_20240312.xls")

    assert (table.kind, table.head) == ("html", ["ID", "Название сделки"])
    assert [cells for _n, cells in table] == [["17", 'Плуг "Заря"\nзимний'], ["18", "без закрытых меток"], ["19", "Сеялка"]]


def test_entities_of_a_foreign_page_are_never_fetched(sheet):
    evil = '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><table><tr><td>name</td></tr><tr><td>&x;</td></tr></table>'

    assert [cells for _n, cells in sheet(evil.encode(), "a.xls")] == [["&x;"]]


@pytest.mark.parametrize("mark", ["<", "<!--", "<a<", "<![CDATA[", "&", "<td"])
def test_marks_without_end_are_given_up_soon(sheet, mark):
    before = time.process_time()
    content = "<table><tr><td>name</td></tr><tr><td>" + mark * (3_000_000 // len(mark))

    with suppress(UnreadableFile):
        list(sheet(content.encode(), "a.xls"))
    assert time.process_time() - before < 10


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_gives_values_dates_and_whole_numbers(sheet):
    table = sheet(workbook(["name", "phone", "on", "at"], ["A", 79184421906, date(2024, 3, 12), datetime(2024, 3, 12, 14, 5)]), "a.xlsx")

    assert list(table) == [(2, ["A", "79184421906", datetime(2024, 3, 12), datetime(2024, 3, 12, 14, 5)])]


def test_two_hundred_columns_are_read_and_one_more_is_not(sheet):
    wide = sheet(workbook([f"c{n}" for n in range(200)], list(range(200))), "a.xlsx")

    assert len(wide.head) == 200
    assert refusal(sheet, workbook([f"c{n}" for n in range(201)], list(range(201))), "a.xlsx") == "too_many_columns"
    assert refusal(sheet, (";".join(f"c{n}" for n in range(201)) + "\n1\n").encode()) == "too_many_columns"


def test_formulas_nobody_reckoned_are_not_taken_for_empty_cells(sheet):
    assert refusal(sheet, workbook(["name", "sum"], ["A", "=1+1"]), "a.xlsx") == "formulas"


def packed(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.csv", "empty"),
        (b"\n\n;;\n", "a.csv", "empty"),
        (b"x", "a.csv", "only_titles"),
        ("Название;Телефон\n".encode(), "a.csv", "only_titles"),
        (random.Random(7).randbytes(5000), "a.csv", "not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "a.csv", "not_text"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 4, "a.pdf", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "a.xls", "old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "locked"),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", "unknown_kind"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", content="x"), "a.ods", "unknown_kind"),
        (packed(word__document="x"), "a.docx", "unknown_kind"),
        (packed(xl__workbook="x"), "a.xlsx", "damaged"),
        (packed(xl__sheet=bytes(60_000_000)), "a.xlsx", "too_large"),
        (b"PK\x03\x04" + bytes(300), "a.xlsx", "damaged"),
        (workbook(["name", "phone"]), "a.xlsx", "only_titles"),
        (workbook(), "a.xlsx", "empty"),
        (b"<table></table>", "a.xls", "empty"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "a.vcf", "only_titles"),
    ],
)
def test_what_is_no_table_is_told_apart(sheet, content, name, why):
    assert refusal(sheet, content, name) == why
