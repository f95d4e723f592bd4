from .run import BroughtRecord, ImportRun, RefusedRow

__all__ = ["BroughtRecord", "ImportRun", "RefusedRow"]
