from . import card, edit, export, known, lists, roles, trash, words

__all__ = ["card", "edit", "export", "known", "lists", "roles", "trash", "words"]
