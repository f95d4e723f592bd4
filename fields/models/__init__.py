from .custom_field import CustomField, HasCustomFields

__all__ = ["CustomField", "HasCustomFields"]
