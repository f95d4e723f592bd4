from .client import CompanyForm, ContactForm
from .links import AccountForm, GiveForm, NoteForm, RoleForm

__all__ = ["AccountForm", "CompanyForm", "ContactForm", "GiveForm", "NoteForm", "RoleForm"]
