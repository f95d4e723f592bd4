from .document import Counter, Document, Edition
from .own_company import OwnCompany
from .shelf import ShelfPaper
from .template import Template

__all__ = ["Counter", "Document", "Edition", "OwnCompany", "ShelfPaper", "Template"]
