from .head import KnownHead
from .relocation import Relocation
from .run import BroughtRecord, ImportRun, RefusedRow

__all__ = ["BroughtRecord", "ImportRun", "KnownHead", "RefusedRow", "Relocation"]
