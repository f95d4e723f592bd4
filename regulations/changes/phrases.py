"""What marks say in words: small pieces of safe html in the reader's language."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .excerpts import cut

LONG_WAS = 400


def opening(op, shown):
    """Of a mark over new words, the first part of it; its former words on hover, focus and tap."""
    if op.tag == "@":
        if op.old.startswith("media:"):
            return format_html('<ins class="k-mark k-mark-link" tabindex="0" data-was="{}">', _("There was another file"))
        was = _("The link led to: {target}").format(target=shown(f"[[{op.old}]]")) if op.old else _("There was no link")
        return format_html('<ins class="k-mark k-mark-link" tabindex="0" data-was="{}">', was)
    if op.tag == "+":
        return mark_safe('<ins class="k-mark">')
    return format_html('<ins class="k-mark" tabindex="0" data-was="{}">', _("Was: {words}").format(words=cut(shown(op.old), LONG_WAS)))


def gone(op, shown):
    """The small button where words are no more."""
    words = _("Removed: {words}").format(words=cut(shown(op.old), LONG_WAS))
    return _point(words, " grave" if op.keys else "")


def _point(words, grave=""):
    return format_html('<button type="button" class="k-gone{}" data-was="{}" aria-label="{}"></button>', grave, words, words)


def said(ops, shown):
    """For those who hear the page: what was changed in a block, in one phrase."""
    told = [one for op in ops[:3] if (one := _said(op, shown))]
    if not told:
        return ""
    return format_html('<span class="visually-hidden k-quiet">{} </span>', _("Changed: {what}.").format(what="; ".join(told)))


def _said(op, shown):
    if op.tag == "~":
        return _("was “{old}”, now “{new}”").format(old=cut(shown(op.old)), new=cut(shown(op.new)))
    if op.tag == "+":
        return _("added “{new}”").format(new=cut(shown(op.new)))
    if op.tag == "-":
        return _("removed “{old}”").format(old=cut(shown(op.old)))
    if op.old.startswith("media:"):
        return _("the file “{new}” was updated").format(new=cut(shown(op.new)))
    return _("the link “{new}” leads elsewhere").format(new=cut(shown(op.new)))


def badge(words, kind="new", was=""):
    if was:
        return format_html(
            '<span class="k-chip {} txt k-quiet k-hasw" tabindex="0" data-was="{}">{}</span> ', kind, cut(was, LONG_WAS), words
        )
    return format_html('<span class="k-chip {} txt k-quiet">{}</span> ', kind, words)


def badges(change, is_first):
    """Chips in front of a block: new, moved, set otherwise, rewritten."""
    found = []
    if change.how == "added" and is_first:
        found.append(badge(_("new")))
    if change.moved:
        found.append(badge(_("moved here"), ""))
    if change.style:
        found.append(badge(_("set as a list") if change.style == "li" else _("set otherwise"), ""))
    if change.how == "rewritten" and change.kind in {"li", "tr"}:
        found.append(badge(_("rewritten"), "new", change.was))
    if change.reordered:
        found.append(badge(_("another order")))
    if change.is_file_updated:
        found.append(badge(_("file updated")))
    return format_html_join("", "{}", ((one,) for one in found))


def removed(changes, shown):
    """A folded line in the place of blocks that are no more."""
    words = sum(change.words for change in changes)
    texts = format_html_join("", '<del class="k-del">{}</del>', ((shown(change.was),) for change in changes))
    line = '<details class="k-cut" data-change><summary>{}</summary>{}</details>'
    return format_html(line, _removed_line(changes, words), texts)


def _removed_line(changes, words):
    count = ngettext("{n} word", "{n} words", words).format(n=words)
    if len(changes) > 1:
        blocks = ngettext("{n} paragraph removed", "{n} paragraphs removed", len(changes)).format(n=len(changes))
        return f"{blocks} ({count})"
    kinds = {
        "li": _("a list item removed"),
        "h": _("a heading removed"),
        "code": _("an inset removed"),
        "live": _("a table from the settings removed"),
        "shot": _("a picture removed"),
        "video": _("a video removed"),
    }
    return f"{kinds.get(changes[0].kind, _('a paragraph removed'))} ({count})"


def moved_to(changes, page):
    """A line in the place of blocks that stand in another section by now."""
    words = ngettext("{n} paragraph moved to", "{n} paragraphs moved to", len(changes)).format(n=len(changes))
    label = f"{page.number} {page.title}"
    return format_html('<p class="k-cut k-quiet" data-change tabindex="-1">{} <a href="{}">{}</a></p>', words, page.url, label)


def moved_from(number):
    return badge(_("moved from {number}").format(number=number) if number else _("moved from another section"), "")


def removed_rows(changes, shown):
    names = ", ".join(cut(shown(change.was.split(" | ")[0]), 60) for change in changes)
    texts = format_html_join("", '<del class="k-del">{}</del>', ((shown(change.was),) for change in changes))
    line = '<details class="k-cut" data-change><summary>{}</summary>{}</details>'
    return format_html(line, ngettext("Row removed: {names}", "Rows removed: {names}", len(changes)).format(names=names), texts)


def rewritten(change, shown):
    return format_html(
        '<details class="k-cut"><summary>{}</summary><del class="k-del">{}</del></details>', _("Rewritten; as it was"), shown(change.was)
    )


def columns(names):
    words = ngettext("Column removed: {names}", "Columns removed: {names}", len(names)).format(names=", ".join(names))
    return _point(words)
