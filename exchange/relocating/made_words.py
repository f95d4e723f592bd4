"""Sources and products of the old system, by the words of its files."""

from django.db.models import Max

from contacts.models import Source
from deals.bringing_in import bring_in_products
from deals.models import Product
from timeline.models import Entry

from .forms import NEW, SKIP


def sources_of(maker):
    """{word: source id}"""
    understood, last = {}, Source.objects.aggregate(last=Max("position"))["last"] or 0
    for word, choice in _choices(maker, "source"):
        if choice == SKIP:
            continue
        if choice != NEW:
            understood[word] = int(choice)
            continue
        source = Source.objects.called(word[:120])
        if source is None:
            last += 1
            source = Source.objects.create(name=word[:120], position=last)
            facts = {"name": source.name, "dictionary": "sources", **maker.origin}
            Entry.fact("workspace", 0, "word_added", by=maker.by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)
            maker.note("source", source, maker.last_run("companies", "contacts", "leads", "deals"))
        elif source.retired_at:
            source.retired_at = None
            source.save(update_fields=["retired_at"])
        understood[word] = source.pk
    return understood


def products_of(maker, run):
    """{word: product id}; what is left out is refused by the import."""
    choices = dict(_choices(maker, "product"))
    known = {name.casefold(): one for one in Product.objects.all() for name in (one.name, *one.aliases)}
    wanted = [word for word, choice in choices.items() if choice == NEW and word[:250].casefold() not in known]
    rows = [{"name": word[:250], "group": "", "currency": maker.answers.get("currency") or "RUB", "row": 0} for word in wanted]
    new = bring_in_products(rows, by=maker.by, file=run.name, **{"import": run.pk}) if rows else []
    for product in new:
        known[product.name.casefold()] = product
        maker.note("product", product, run)
    understood = {word: known[word[:250].casefold()].pk for word, choice in choices.items() if choice == NEW}
    return understood | {word: int(choice) for word, choice in choices.items() if choice not in (NEW, SKIP)}


def _choices(maker, key):
    """[(word, choice)]: words that the page did not show are as it proposed them, new or known by their names."""
    words = [word for word, _count in maker.form.plan.words(key)]
    shown = len(maker.form.shown(key))
    return [(word, maker.answers[f"{key}_{place}"] if place < shown else NEW) for place, word in enumerate(words)]
