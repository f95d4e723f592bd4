from .head import KnownHead
from .run import BroughtRecord, ImportRun, RefusedRow

__all__ = ["BroughtRecord", "ImportRun", "KnownHead", "RefusedRow"]
