"""Sentences are found without gettext, and untranslated ones are errors."""

import polib

from crm_project.embedded.marked_text import in_python, in_template
from crm_project.embedded.translations_check import broken, missing


def entry(msgid, msgstr="", **fields):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **fields)


def test_sentences_are_found_in_modules():
    source = 'from x import _\n_("Deal moved")\npgettext("verb", "Close")\nngettext("%(n)s deal", "%(n)s deals", n)\n_(name)\n'
    assert list(in_python(source)) == [(None, "Deal moved"), ("verb", "Close"), (None, "%(n)s deal")]


def test_sentences_are_found_in_templates():
    source = """{% translate "Leads" %}{% translate "May" context "month" %}
    {% blocktranslate count n=total %}{{ n }} deal at 5 %{% plural %}{{ n }} deals{% endblocktranslate %}
    {% blocktranslate trimmed %}
      Two
      lines
    {% endblocktranslate %}{% include "x" with title=_("All") only %}"""
    assert list(in_template(source)) == [
        (None, "Leads"),
        ("month", "May"),
        (None, "%(n)s deal at 5 %%"),
        (None, "Two lines"),
        (None, "All"),
    ]


def test_untranslated_and_fuzzy_russian_is_an_error():
    catalogue = [entry("A"), entry("B", "Б", flags=["fuzzy"]), entry("C", "В")]
    assert list(broken(catalogue)) == ["untranslated: 'A'", "fuzzy: 'B'"]


def test_a_placeholder_that_nobody_fills_is_an_error():
    assert list(broken([entry("Hello %(name)s", "Привет, %(nmae)s")])) != []
    assert list(broken([entry("Hello %(name)s", "Привет")])) == []


def test_a_sentence_outside_the_catalogue_is_an_error(monkeypatch):
    monkeypatch.setattr("crm_project.embedded.translations_check.sentences", lambda: [("a.html", None, "Leads"), ("a.html", None, "New")])
    assert list(missing([entry("Leads", "Лиды")])) == ["not in the catalogue: 'New' (a.html)"]
