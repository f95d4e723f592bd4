from .companies import Companies
from .contacts import Contacts
from .deals import Deals
from .leads import Leads
from .people import People
from .products import Products

TARGETS = {target.what: target for target in (Deals(), Companies(), Contacts(), Leads(), Products(), People())}

__all__ = ["TARGETS"]
