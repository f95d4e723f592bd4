"""Numbers that cards bear in the old system: one number comes in once, and nobody learns of somebody else's card."""

from .target import SYSTEM


def numbers_known(model, numbers, by):
    """(numbers whose cards the importer sees, (system, number) of all that are taken)"""
    cards = model.objects.filter(foreign_system__in=systems_of(by), foreign_id__in=set(numbers) - {""})
    return set(cards.visible_to(by).values_list("foreign_id", flat=True)), set(cards.values_list("foreign_system", "foreign_id"))


def systems_of(by):
    """The names under which numbers of files are kept: the common one, and the importer's own for numbers that were taken."""
    return [SYSTEM, f"{SYSTEM}:{by.pk}"]


def is_here(number, seen, visible):
    """A number of a card the importer sees, or of a row above; a new one is noted as seen."""
    if not number:
        return False
    if number in visible or number in seen:
        return True
    seen.add(number)
    return False


def free_number(number, by, taken):
    """A number that somebody else's card bears is kept under a name of one's own, and nobody is told."""
    free = [(system, number) for system in systems_of(by) if number and (system, number) not in taken]
    return free[0] if free else ("", "")
