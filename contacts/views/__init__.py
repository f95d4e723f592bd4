from . import card, doubles, edit, export, known, lists, merge, roles, trash, words

__all__ = ["card", "doubles", "edit", "export", "known", "lists", "merge", "roles", "trash", "words"]
