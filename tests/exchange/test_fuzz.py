"""Whatever is dropped on the page: a sentence or a table, never a broken page, never half a change."""

from contextlib import suppress

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Company, Contact
from crm_project.lib.cells import BadCell, as_day, as_decimal, as_moment
from crm_project.lib.sheets import UnreadableFile, check_rows, open_sheet
from deals.models import Deal
from exchange.models import ImportRun
from exchange.preparing import likeliest, usual_columns
from exchange.reading import read_chunk, rows_of
from exchange.survey import survey
from exchange.targets import TARGETS
from leads.models import Lead
from tests.exchange import files
from tests.exchange.walking import send

QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
MARKS = st.sampled_from(
    [";", ",", "\t", "|", '"', "\n", "\r\n", "\0", "&quot;", "=1+1", "'", "7.9123E+10", "12.03.2024", "ё", "\ufeff", "\ud7ff"]
)
CELLS = st.lists(st.one_of(MARKS, st.text(max_size=8)), max_size=60).map("".join)
HEADS = [
    "Название;ИНН;Телефон;E-mail",
    "ФИО;Телефон;Дата рождения",
    "Название сделки;Стадия сделки;Сумма",
    "Название лида;Статус;Имя;Сумма",
]
JUNK = st.one_of(
    st.binary(max_size=600),
    CELLS.map(lambda text: text.encode("utf-8", "replace")),
    CELLS.map(lambda text: text.encode("utf-16", "replace")),
    st.tuples(st.sampled_from(HEADS), CELLS).map(lambda parts: "\n".join(parts).encode("utf-8", "replace")),
    st.tuples(st.sampled_from(HEADS), CELLS).map(lambda parts: "\n".join(parts).encode("cp1251", "replace")),
    st.binary(max_size=80).map(lambda tail: b"PK\x03\x04" + tail),
    st.binary(max_size=200).map(lambda tail: b"BEGIN:VCARD\r\nN:" + tail + b"\r\nEND:VCARD"),
    CELLS.map(lambda text: ("<table><tr><td>" + text.replace(";", "<td>").replace("\n", "<tr>")).encode("utf-8", "replace")),
)


@QUIET
@given(content=JUNK)
def test_any_bytes_are_a_table_or_a_refusal(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("junk") / "stored"
    path.write_bytes(content)

    with suppress(UnreadableFile):
        sheet = open_sheet(path, "junk.csv")
        check_rows(sheet)
        for _number, cells in sheet:
            assert len(cells) == len(sheet.head)
        assert likeliest(sheet.head) in TARGETS


@QUIET
@given(text=st.one_of(MARKS, st.text(max_size=40), st.from_regex(r"[-−]?[\d .,']{1,20}( ?(руб\.|₽|USD))?", fullmatch=True)))
def test_any_cell_is_a_value_or_a_refusal(text):
    from datetime import UTC

    for read in (as_decimal, as_day, lambda cell: as_moment(cell, UTC)):
        with suppress(BadCell):
            read(text)


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["companies", "contacts", "leads", "deals"])
def test_any_rows_are_read_or_refused(what, admin, draft, funnel):
    from deals.ready import make_ready_funnels

    make_ready_funnels("ru")
    stages = {"Новая": funnel.live_stages[0].pk} if what == "deals" else {}
    head = ";".join(one.headings[0] if one.headings else one.key for one in TARGETS[what].fields)
    run = draft(admin, what, f"{head}\n1", stage=stages, funnel=funnel.pk)
    known, width = TARGETS[what].prepare(run), len(run.head)

    @QUIET
    @given(
        cells=st.lists(
            st.one_of(MARKS, st.sampled_from(["Новая", "1", "+79184421906"]), st.text(max_size=30)), min_size=width, max_size=width
        )
    )
    def reads(cells):
        (row,) = rows_of(run)
        for place, key in run.mapping.items():
            many = TARGETS[what].field_of(key).many
            row.cells[key] = [cells[int(place)]] if many else cells[int(place)]
        row.raw = cells
        good, refused = read_chunk([row], TARGETS[what], known)
        assert len(good) + len(refused) == 1
        for told, _record in good:
            TARGETS[what].notes(told, known)

    reads()


@pytest.mark.django_db
def test_junk_on_the_page_is_answered_and_changes_nothing(client, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    whole = [files.bitrix(files.DEALS), files.amo_xlsx(), files.html(files.DEALS), files.GOOGLE.encode("utf-16")]
    torn = [content[: len(content) * part // 7] for content in whole for part in range(1, 7)]

    for content in torn:
        response = send(client, "junk.csv", content)
        assert response.status_code in (302, 422)
        if response.status_code == 302:
            run = ImportRun.objects.latest("pk")
            for step in ("columns", "choices", "preview"):
                assert client.get(reverse(f"exchange:{step}", args=[run.pk])).status_code in (200, 302)
            if run.what not in ("deals", "leads"):
                run.mapping = usual_columns(run)
                run.mapping = {place: key for place, key in run.mapping.items() if not key.startswith("extra")}
                survey(run)
    assert [model.objects.count() for model in (Company, Contact, Deal, Lead)] == [0, 0, 0, 0]
