from .companies import Companies
from .contacts import Contacts
from .deals import Deals
from .people import People
from .products import Products

TARGETS = {target.what: target for target in (Deals(), Companies(), Contacts(), Products(), People())}

__all__ = ["TARGETS"]
