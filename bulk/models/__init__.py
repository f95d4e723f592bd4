from .act import BulkAct, BulkItem, NotNow

__all__ = ["BulkAct", "BulkItem", "NotNow"]
