from .care import Birthday, CareSettings
from .client import Client
from .company import Company
from .contact import Contact, ContactRole
from .merge import CompanyMerge, ContactMerge
from .pair import CompanyPair, ContactPair
from .personal import Consent, PersonalAccess
from .reach import Address, BankAccount, Email, Messenger, Phone
from .segment import Segment, SegmentGroup, SegmentLimit
from .source import Channel, Source

__all__ = [
    "Address",
    "BankAccount",
    "Birthday",
    "CareSettings",
    "Channel",
    "Client",
    "Company",
    "CompanyMerge",
    "CompanyPair",
    "Consent",
    "Contact",
    "ContactMerge",
    "ContactPair",
    "ContactRole",
    "Email",
    "Messenger",
    "PersonalAccess",
    "Phone",
    "Segment",
    "SegmentGroup",
    "SegmentLimit",
    "Source",
]
