from .client import Client
from .company import Company
from .contact import Contact, ContactRole
from .personal import Consent, PersonalAccess
from .reach import Address, BankAccount, Email, Messenger, Phone
from .segment import Segment, SegmentGroup, SegmentLimit
from .source import Channel, Source

__all__ = [
    "Address",
    "BankAccount",
    "Channel",
    "Client",
    "Company",
    "Consent",
    "Contact",
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
