"""What a reader's page looks like: yellow words, small marks where words are no more, nothing a text could smuggle in."""

import re
from types import SimpleNamespace

import pytest
from django.utils import translation

from regulations.book import Entry, typeset
from regulations.changes.between import between
from regulations.changes.drawing import Drawing, marked_title

from .making import Text


class Shelf:
    """A book with nothing but its links."""

    regulation = SimpleNamespace(code="CRM-01")
    index = {("CRM-01", "deal-lost"): Entry("CRM-01", "deal-lost", "8.2", "Причины проигрыша", "ru")}

    def typeset(self, html, *, deeper=0, outlined=None, replaced=None):
        return typeset(html, "CRM-01", self.index, deeper=deeper, outlined=outlined)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def page(old, new, deeper=0, **options):
    before = Text(old)
    after = Text(new, before=before)
    return str(Drawing(after, between(before, after), Shelf(), **options).html_at(deeper))


def bare(html):
    """What is copied from the page: the words, without what is only said of them."""
    html = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    html = re.sub(r'<span class="[^"]*k-quiet[^"]*".*?</span>', "", html)
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_a_changed_number_is_yellow_bold_and_says_what_it_was():
    html = page("Скидка — не больше 15 % от суммы.", "Скидка — не больше 10 % от суммы.")

    assert '<ins class="k-mark" tabindex="0" data-was="Was: 15 %"><b class="k-grave">10' in html
    assert 'class="k-changed" id="b-' in html
    assert "data-change" in html
    assert "Changed: was “15 %”, now “10 %”." in html
    assert bare(html) == "Скидка — не больше 10 % от суммы."


def test_a_dropped_not_leaves_a_button_and_no_letter_in_the_text():
    html = page("Сделку не закрывают без причины.", "Сделку закрывают без причины.")

    assert '<button type="button" class="k-gone grave" data-was="Removed: не" aria-label="Removed: не"></button>' in html
    assert bare(html) == "Сделку закрывают без причины."


def test_a_mark_over_bold_words_keeps_the_markup_whole():
    html = page("Пишите дату и время звонка.", "Пишите **номер договора** и сумму *оплаты клиента* звонка.")

    assert html.count("<ins") == html.count("</ins>")
    for tag in ("strong", "em"):
        for inside in re.findall(f"<{tag}>(.*?)</{tag}>", html):
            assert inside.count("<ins") == inside.count("</ins>")


def test_a_new_block_has_a_badge_and_no_yellow_words():
    html = page("Первый абзац.", "Первый абзац.\n\nСовсем новое правило о складе.")

    assert '<span class="k-chip new txt k-quiet">new</span> Совсем новое' in html
    assert "k-changed k-fresh" in html
    assert "k-mark" not in html


def test_a_removed_paragraph_leaves_a_folded_line_in_its_place():
    html = page("Первый абзац.\n\nВторой абзац о [[deal-lost]] клиента.\n\nТретий абзац.", "Первый абзац.\n\nТретий абзац.")

    first, rest = html.split("<details", 1)
    assert "Первый" in first
    assert "Третий" in rest
    assert "a paragraph removed (5 words)" in html
    assert '<del class="k-del">Второй абзац о Причины проигрыша клиента.</del>' in html
    assert bare(html) == "Первый абзац. Третий абзац."


def test_a_removed_item_stays_in_its_list_and_does_not_count():
    html = page("1. Откройте карточку\n2. Позвоните клиенту\n3. Запишите итог", "1. Откройте карточку\n2. Запишите итог")

    assert '<li class="k-cut-item"><details' in html
    assert html.count("<ol") == 1


def test_a_table_tells_its_cells_rows_and_columns():
    was = "| Причина | Когда |\n|---|---|\n| Дорого | за 14 дней |\n| Думает | просит время |\n"
    html = page(was, was.replace("14", "10").replace("| Думает | просит время |\n", "| Пропал | не отвечает |\n"))
    wide = page(was, "| Причина | Кто | Когда |\n|---|---|---|\n| Дорого | Анна | за 14 дней |\n| Думает | Анна | просит время |\n")

    assert '<td>за <ins class="k-mark"' in html
    assert re.search(r'<tr class="k-changed k-fresh" id="b-\w+" data-change tabindex="-1">\s*<td><span class="k-chip new', html)
    assert "Row removed: Думает" in html.split("</table>")[1]
    assert re.search(r"<th><span[^>]*>new</span> Кто</th>", wide)
    assert wide.count("k-mark") == 0


def test_a_link_that_leads_elsewhere_is_dotted_and_says_where_it_led():
    html = page("См. [[deal-lost|правила]] закрытия.", "См. [[deal-won|правила]] закрытия.")

    assert 'class="k-mark k-mark-link"' in html
    assert "The link led to: Причины проигрыша" in html


def test_a_moved_paragraph_has_a_quiet_chip():
    lines = ["Менеджер звонит клиенту в день обращения.", "Договор отправляют после согласования цены и срока поставки.", "Итог."]
    html = page("\n\n".join(lines), "\n\n".join([lines[1], lines[0], lines[2]]))

    assert "moved here" in html
    assert "k-mark" not in html


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", '" onmouseover="alert(1)', "\ue0000\ue001 \ue0021\ue003", "[x](javascript:alert(1))", "{{live stages}}"],
)
def test_nothing_active_comes_in_by_a_change(attack):
    for was, now in (
        (f"Текст {attack} конец.", "Текст конец."),
        ("Текст конец.", f"Текст {attack} конец."),
        (f"А {attack}", f"Б {attack}"),
    ):
        html = page(was, now)
        assert "<script" not in html
        assert 'href="javascript' not in html
        assert not re.search(r"<[^>]*\sonmouseover=\"", html)
        assert not re.search("[\ue000-\ue003]", html)


def test_what_is_known_already_is_pale():
    before, after = Text("Первый абзац о звонке."), Text("Первый абзац о письме.")
    found = between(before, after)

    assert "k-changed k-pale" in str(Drawing(after, found, Shelf(), pale={found.blocks[0].id}).html_at(0))


def test_headings_stand_where_they_would_without_marks():
    assert re.search(r"<h4[^>]*><span.*?Changed.*?</span>Как <ins", page("## Как звонить", "## Как писать", deeper=2))


def test_a_renamed_section_has_a_yellow_title_and_escapes_it():
    found = between(Text("Т.", "Причины отказа"), Text("Т.", "Причины <b>"))

    assert marked_title("Причины <b>", found) == '<ins class="k-mark" tabindex="0" data-was="Was: Причины отказа">Причины &lt;b&gt;</ins>'
