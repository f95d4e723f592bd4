from .document import Counter, Document, Edition
from .own_company import OwnCompany
from .template import Template

__all__ = ["Counter", "Document", "Edition", "OwnCompany", "Template"]
