"""Companies and contacts with phones and e-mails; some of them twice, as in every real base."""

from datetime import date, timedelta

from contacts.models import Address, Company, Contact, ContactRole, Email, Phone
from crm_project.lib.text import sort_key

from .words import FIRST_HALVES, FIRST_NAMES, FORMS, LAST_NAMES, SECOND_HALVES, STREETS, TOWNS

ROLES = {"ru": ["директор", "главный бухгалтер", "главный инженер", "снабженец"], "en": ["director", "accountant", "engineer", "buyer"]}


def make_clients(rng, language, count, owners, now):
    """[(Company or None, Contact)]: three of four clients are companies, the rest buy for themselves."""
    companies = [_company(rng, language, number, rng.choice(owners), now) for number in range(count * 3 // 4)]
    Company.objects.bulk_create(companies, batch_size=2000)
    contacts = [_contact(rng, language, companies[n].owner if n < len(companies) else rng.choice(owners), now) for n in range(count)]
    twins = _meet_again(contacts)
    Contact.objects.bulk_create(contacts, batch_size=2000)
    ContactRole.objects.bulk_create(
        [
            ContactRole(contact=contact, company=company, role=rng.choice(ROLES[language]), is_main=True)
            for company, contact in zip(companies, contacts, strict=False)
        ],
        batch_size=2000,
    )
    _reach(rng, contacts, twins)
    _settle(companies, language)
    return [(companies[n] if n < len(companies) else None, contact) for n, contact in enumerate(contacts)]


def _company(rng, language, number, owner, now):
    name = f"{rng.choice(FIRST_HALVES[language])}{rng.choice(SECOND_HALVES[language])}"
    if number % 40 != 39:
        name = f"{name} {number // 12 + 1}" if number > 300 else name
    created = now - timedelta(days=rng.randint(20, 1200), minutes=rng.randint(0, 600))
    company = Company(
        name=name,
        legal_form=rng.choice(FORMS[language]),
        inn=_inn(rng),
        owner=owner,
        department=owner.department,
        created_at=created,
        touched_at=created + (now - created) * (rng.randint(0, 299) / 300),
        created_by=owner,
    )
    company.search_text = sort_key(f"{company.legal_form} {company.name} {company.inn}")
    return company


def _contact(rng, language, owner, now):
    created = now - timedelta(days=rng.randint(20, 1200), minutes=rng.randint(0, 600))
    contact = Contact(
        first_name=rng.choice(FIRST_NAMES[language]),
        last_name=rng.choice(LAST_NAMES[language]),
        birthday=date(rng.randint(1955, 2000), rng.randint(1, 12), rng.randint(1, 28)) if rng.random() < 0.4 else None,
        owner=owner,
        department=owner.department,
        created_at=created,
        touched_at=created + (now - created) * (rng.randint(0, 299) / 300),
        created_by=owner,
    )
    contact.search_text = sort_key(f"{contact.last_name} {contact.first_name}")
    return contact


def _meet_again(contacts):
    """{place: place of the one met before}: now and then a person was entered a second time, by somebody in a hurry."""
    twins = {place: place - 7 for place in range(len(contacts)) if place % 20 == 19}
    for place, before in twins.items():
        contacts[place].first_name, contacts[place].last_name = contacts[before].first_name, contacts[before].last_name
        contacts[place].search_text = contacts[before].search_text
    return twins


def _reach(rng, contacts, twins):
    phones, emails = [], []
    for number, contact in enumerate(contacts):
        e164 = f"+79{rng.randint(10, 89)}{rng.randint(1000000, 9999999)}"
        if number in twins:
            e164 = phones[twins[number]].e164
        phones.append(Phone(contact=contact, e164=e164, typed=f"8 ({e164[2:5]}) {e164[5:8]}-{e164[8:10]}-{e164[10:]}"))
        if rng.random() < 0.7:
            emails.append(Email(contact=contact, address=f"client{number}@mail.example"))
    Phone.objects.bulk_create(phones, batch_size=2000)
    Email.objects.bulk_create(emails, batch_size=2000)


def _settle(companies, language):
    """Two of three have an address, one after another through the towns, with no luck about it."""
    streets, towns = STREETS[language], TOWNS[language]
    Address.objects.bulk_create(
        [
            Address(company=company, text=f"{towns[number % 5]}, {streets[number // 5 % 5]}, {number % 90 + 1}")
            for number, company in enumerate(companies)
            if number % 3
        ],
        batch_size=2000,
    )


def _inn(rng):
    """A number with a right check digit, of a tax office that does not exist."""
    digits = [0, 0] + [rng.randint(1, 9) for _ in range(7)]
    weights = [2, 4, 10, 3, 5, 9, 4, 6, 8]
    check = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10
    return "".join(map(str, [*digits, check]))
