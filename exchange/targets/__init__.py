from .companies import Companies
from .deals import Deals
from .people import People
from .products import Products

TARGETS = {target.what: target for target in (Deals(), Companies(), Products(), People())}

__all__ = ["TARGETS"]
