"""Which clients of a foreign table are here already: by legal id, phone, e-mail, name, among those a person may see.

A client of somebody else's is never matched: the importer must not learn of it, link to it or change it.
"""

from collections import defaultdict

from django.db.models.functions import Right

from crm_project.lib.among import by_plain_indexes
from crm_project.lib.text import twin_key, words_of

from .models import Company, Contact, ContactRole, Email, Phone

_LAST = 10


class Twins:
    """Look many drafts up by a few queries; `of(draft)` tells the client that is the same, `learn` adds a new one."""

    def __init__(self, model, drafts, by, system=""):
        self.model, self.by, self.system = model, by, system
        self.own_system = f"{system}:{by.pk}"
        self._by_id, self._by_inn, self._by_number, self._by_address, self._by_name = {}, *(defaultdict(list) for _ in range(4))
        self._by_short_name = defaultdict(list)
        self._companies = defaultdict(set)
        self._taken, self._now_held_by = set(), {}
        self._read(drafts)

    def of(self, draft):
        """The client here that this draft is, or None."""
        client = draft.client
        known = self._by_id.get(client.foreign_id) if client.foreign_id else None
        if known and (known.name_key == client.name_key or not self._differs(known, client)):
            return known
        for found, agrees in self._candidates(draft):
            if not self._differs(found, client) and agrees(found):
                return found
        return None

    def learn(self, draft):
        """A draft that comes in: later rows of the table may name it again."""
        client = draft.client
        self._note(client)
        for number in draft.numbers:
            self._by_number[_digits(number)].append(client)
        for address in draft.addresses:
            self._by_address[address].append(client)
        if draft.company:
            self._companies[id(client)].add(_mark(draft.company))
        self._settle_foreign_id(client)

    def _candidates(self, draft):
        client, by_name = draft.client, self._by_name[draft.client.name_key] if draft.client.name_key else []
        shortly = [one for key in _short_keys(client) for one in self._by_short_name[key] if _tells_more(one, client)]
        if self.model is Company:
            yield from ((one, _always) for one in self._by_inn[client.inn] if client.inn)
        agrees = _always if self.model is Company else lambda one: _names_agree(one, client)
        yield from ((one, agrees) for number in draft.numbers for one in self._by_number[_digits(number)])
        yield from ((one, agrees) for address in draft.addresses for one in self._by_address[address])
        yield from ((one, _always if self.model is Company else lambda one: self._meets(one, draft)) for one in by_name)
        yield from ((one, lambda one: bool(draft.company) and self._meets(one, draft)) for one in shortly)

    def _differs(self, known, client):
        """Two companies whose legal ids differ are two, whatever else they share; so are two of another legal form."""
        if self.model is Contact:
            return False
        if known.inn and client.inn:
            return known.inn != client.inn or bool(known.kpp and client.kpp and known.kpp != client.kpp)
        return bool(known.legal_form and client.legal_form and known.legal_form != client.legal_form)

    def _meets(self, known, draft):
        """People of one name are one if they work in one company, or if the row tells nothing else about them."""
        companies = self._companies[known.pk] | self._companies[id(known)]
        if draft.company:
            return _mark(draft.company) in companies
        return not companies and _is_bare(draft)

    # -- reading ---------------------------------------------------------------

    def _read(self, drafts):
        numbers = {_digits(number) for draft in drafts for number in draft.numbers}
        addresses = {address for draft in drafts for address in draft.addresses}
        foreign = {draft.client.foreign_id for draft in drafts} - {""}
        with by_plain_indexes():
            bearers = self._bearers(numbers, addresses)
            ids = {pk for pk, _note, _key in bearers} | self._namesakes(drafts)
        if foreign:
            ids |= self._foreign(foreign)
        visible = {one.pk: one for one in self.model.objects.visible_to(self.by).live().filter(pk__in=ids)} if ids else {}
        for one in visible.values():
            self._note(one)
        self._by_id |= {foreign_id: visible[pk] for foreign_id, pk in self._now_held_by.items() if pk in visible}
        for pk, index, key in bearers:
            if pk in visible:
                index[key].append(visible[pk])
        if self.model is Contact and visible:
            for contact, company in ContactRole.objects.filter(contact__in=visible).values_list("contact", "company"):
                self._companies[contact].add(company)

    def _namesakes(self, drafts):
        if self.model is Company:
            names, inns = ({getattr(draft.client, name) for draft in drafts} for name in ("name_key", "inn"))
            return self._ids("name_key", names) | self._ids("inn", inns)
        ids = self._colleagues([draft for draft in drafts if draft.company and draft.company.pk])
        return ids | self._ids("name_key", {draft.client.name_key for draft in drafts if _is_bare(draft)})

    def _bearers(self, numbers, addresses):
        """(client id, index, key) of all who have one of these numbers or addresses."""
        found = []
        if numbers:
            rows = Phone.objects.annotate(last=Right("e164", _LAST)).filter(last__among={last for last, _extension in numbers})
            rows = rows.exclude(**{self.model.kind: None}).values_list(self.model.kind, "last", "extension")
            found += [(pk, self._by_number, (last, extension)) for pk, last, extension in rows]
        if addresses:
            rows = Email.objects.filter(address__among=addresses).exclude(**{self.model.kind: None})
            found += [(pk, self._by_address, address) for pk, address in rows.values_list(self.model.kind, "address")]
        return found

    def _ids(self, name, values):
        values -= {""}
        # The index leaves empty values out; of a long list PostgreSQL does not see by itself that none is empty.
        found = self.model.objects.filter(**{f"{name}__among": values}).exclude(**{name: ""})
        return set(found.values_list("pk", flat=True)) if values else set()

    def _colleagues(self, drafts):
        """People of these names in these companies: of a name alone there may be thousands."""
        names = {draft.client.name_key for draft in drafts} - {""}
        roles = ContactRole.objects.filter(company__in={draft.company.pk for draft in drafts})
        shortly = {draft.client.last_name for draft in drafts if _short_keys(draft.client)}
        # As above: without the second condition only the index of likeness serves, which reads half the table for each name.
        alike = roles.filter(contact__name_key__among=names).exclude(contact__name_key="")
        found = set(alike.values_list("contact", flat=True)) if names else set()
        return found | (set(roles.filter(contact__last_name__in=shortly).values_list("contact", flat=True)) if shortly else set())

    def _foreign(self, ids):
        rows = self.model.objects.filter(foreign_system__in=[self.system, self.own_system], foreign_id__in=ids)
        self._taken = set(rows.values_list("foreign_system", "foreign_id"))
        # A number of the old system that an absorbed card bears means the card that holds everything now.
        self._now_held_by = dict(rows.filter(merged_into__isnull=False).values_list("foreign_id", "merged_into"))
        return set(rows.values_list("pk", flat=True)) | set(self._now_held_by.values())

    def _note(self, client):
        if client.foreign_id and client.foreign_system in (self.system, self.own_system):
            self._by_id[client.foreign_id] = client
        if client.name_key:
            self._by_name[client.name_key].append(client)
        for key in _short_keys(client):
            self._by_short_name[key].append(client)
        if self.model is Company and client.inn:
            self._by_inn[client.inn].append(client)

    def _settle_foreign_id(self, client):
        """A number of the old system that somebody else's card bears is kept under a name of one's own."""
        if not client.foreign_id:
            return
        free = [name for name in (self.system, self.own_system) if (name, client.foreign_id) not in self._taken]
        client.foreign_system, client.foreign_id = (free[0], client.foreign_id) if free else ("", "")
        self._taken.add((client.foreign_system, client.foreign_id))


def _always(_known):
    return True


def _short_keys(client):
    """The name without the patronymic, which other programs leave out where they name a person beside a deal."""
    if client.kind == "company" or not (client.last_name and client.first_name):
        return []
    return [(twin_key(client.last_name), twin_key(client.first_name))]


def _tells_more(one, other):
    """Two patronymics are two people; one that is not told is nobody's."""
    return bool(one.patronymic) != bool(other.patronymic)


def _is_bare(draft):
    """Nothing but a name is told."""
    return not draft.company and not draft.numbers and not draft.addresses


def _mark(company):
    """What makes a company itself, also before it is saved."""
    return company.pk or f"new {id(company)}"


def _digits(number):
    """As the index has it: the last ten digits, whatever stands before them."""
    e164, extension = number
    return e164[-_LAST:], extension


def _names_agree(one, other):
    """Two people may share a phone; they are one if their names share a word, or one of them has none."""
    first, second = ({twin_key(word) for word in words_of(client.full_name) if len(word) > 2} for client in (one, other))
    return not first or not second or bool(first & second)
