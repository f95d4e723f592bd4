"""What points to a section, told before it is taken out: texts, rules, and what apps above register."""

from django.utils.translation import gettext as _

from .explained import RULE_SECTIONS
from .links import targets_in
from .models import SectionText

_askers = []


def section_is_used(asker):
    """`asker(regulation code, section code) -> [sentence]` tells of uses in another app; may decorate."""
    if asker not in _askers:
        _askers.append(asker)
    return asker


def back_links(draft, codes):
    """Sentences about everything that leads to these sections of a draft, but for the sections themselves."""
    own, codes = draft.regulation.code, set(codes)
    wanted = {(own, code) for code in codes}
    places = []
    for number, code, text in draft.nodes.values_list("number", "section__code", "version__texts__markdown"):
        if code not in codes and wanted & set(targets_in(text or "", own)):
            places.append(_("section {number}").format(number=number))
    for number, regulation, text in SectionText.objects.in_force_beside(draft.regulation):
        if wanted & set(targets_in(text, regulation)):
            places.append(_("{regulation}, section {number}").format(regulation=regulation, number=number))
    if wanted & set(RULE_SECTIONS.values()):
        places.append(_("explanations of rules on the screens"))
    places += [words for code in sorted(codes) for asker in _askers for words in asker(own, code)]
    return list(dict.fromkeys(places))
