"""Fields that a stage asks for and that some of those who work its cards may not see: a colleague has to fill them in first."""

from django.utils.translation import ngettext

from accounts.models import User

NAMED = 3


def workers_of(kind):
    """Active people who may change cards of this kind, with what their roles allow."""
    return [one for one in User.objects.active().people().with_rights().by_name() if one.may("edit", kind)]


def blind_to(reader, workers):
    """Those of the workers who may not see the field."""
    return [one for one in workers if not reader.is_seen_by(one) or (reader.is_money and not one.has_right("see_money"))]


def words_of_blind(reader, workers):
    """The warning in words; empty if everybody sees the field."""
    blind = blind_to(reader, workers)
    if not blind:
        return ""
    told = ngettext(
        "“%(field)s” is not for the eyes of %(n)d person who works these cards: %(names)s. A colleague has to fill it in first.",
        "“%(field)s” is not for the eyes of %(n)d people who work these cards: %(names)s. A colleague has to fill it in first.",
        len(blind),
    )
    names = ", ".join(str(one) for one in blind[:NAMED]) + (" …" if len(blind) > NAMED else "")
    return told % {"field": reader.label, "n": len(blind), "names": names}
