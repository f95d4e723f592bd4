import pytest

from regulations.blocks import blocks_of
from regulations.carrying.screening import bad_links_in
from regulations.links import resolve
from regulations.typesetting import set_for_page, to_html


def html_of(markdown):
    return to_html(markdown, [block["id"] for block in blocks_of(markdown)])


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[press](javascript:alert(1))",
        "[press](data:text/html,<script>alert(1)</script>)",
        '<a href="x" onclick="alert(1)">press</a>',
        '<p style="position:fixed">cover</p>',
        "![picture](https://elsewhere.example/spy.png)",
        "<iframe src=//elsewhere.example></iframe>",
    ],
)
def test_nothing_active_survives(attack):
    html = html_of(attack)

    for active in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', "<p style"):
        assert active not in html
    assert " onclick=" not in html.replace("&quot;", "") or "<a" not in html


def test_what_was_tampered_with_in_storage_is_sanitised_when_shown():
    assert set_for_page('<p onclick="x()">Text<script>alert(1)</script></p>') == "<p>Text</p>"


def test_ids_are_only_those_of_blocks():
    assert set_for_page('<p id="b-00000001">One</p><p id="main">Two</p>') == '<p id="b-00000001">One</p><p>Two</p>'


def test_a_label_of_a_link_cannot_carry_markup():
    shown = resolve(html_of("[[next-step|<b>x</b>]]"), "CRM-01", {})

    assert "<b>" not in shown


def test_headings_of_a_text_stand_below_the_title_of_its_page():
    html = html_of("### Check yourself")

    assert "<h2" in html
    assert "<h4" in set_for_page(html, deeper=2)


def test_a_dash_does_not_begin_a_line():
    assert "цель\u00a0— результат" in set_for_page("<p>цель — результат</p>")


def test_tables_scroll_inside_the_page():
    assert '<div class="k-scroll" role="region" tabindex="0"' in set_for_page(html_of("| a | b |\n|---|---|\n| 1 | 2 |"))


def test_block_ids_survive_editing():
    before = blocks_of("Ответственный менеджер заполняет карточку.\n\n- позвонить клиенту\n- записать итог\n")

    changed = "Новый абзац совсем о другом.\n\nОтветственным менеджером заполняется карточка.\n\n- записать итог\n- перезвонить клиенту\n"
    after = blocks_of(changed, before=before)

    ids = {block["text"]: block["id"] for block in before}
    now = {block["text"]: block["id"] for block in after}
    assert now["Ответственным менеджером заполняется карточка."] == ids["Ответственный менеджер заполняет карточку."]
    assert now["записать итог"] == ids["записать итог"]
    assert now["Новый абзац совсем о другом."] not in ids.values()
    assert len(set(now.values())) == len(now)


@pytest.mark.parametrize("address", ["//evil.example/x", "///evil.example", "/\\evil.example", "\\\\\\\\evil.example"])
def test_an_address_without_a_scheme_does_not_lead_to_another_site(address):
    assert "href" not in html_of(f"[press]({address})")
    assert "href" not in html_of(f"[press]\n\n[press]: {address}")
    assert "href" not in set_for_page(f'<p><a href="{address}">press</a></p>')
    assert bad_links_in(f"[press]({address})")


@pytest.mark.parametrize(
    "address", ["https://ours.example/x", "http://ours.example", "mailto:a@ours.example", "tel:+78001234567", "/deals/", "#b-00000001"]
)
def test_harmless_addresses_lead_where_they_say(address):
    assert f'href="{address}"' in set_for_page(html_of(f"[press]({address})"))
    assert not bad_links_in(f"[press]({address})")


@pytest.mark.parametrize("address", ["/\\evil.example", "/&#9;/evil.example", "\\\\evil.example", "/\n/evil.example"])
def test_what_a_browser_reads_as_another_host_is_no_link_either(address):
    assert "href" not in set_for_page(f'<p><a href="{address}">press</a></p>')
