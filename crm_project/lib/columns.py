"""Which columns a list shows: part of its address as `cols`, so of a saved view too."""

from functools import cached_property


class Columns:
    """`known` is {code: label} in the order of the table, `usual` what stands there unasked, `rights` {code: the right it needs}."""

    def __init__(self, known, usual, rights, *, query, user):
        self.known, self.usual, self.rights, self.query, self.user = known, usual, rights, query, user

    @property
    def told(self):
        """What the address asks for, as far as there is such a column."""
        return [code for code in self.query.getlist("cols") if code in self.known]

    @cached_property
    def shown(self):
        """Codes in the order of the table; what the person may not see is never among them."""
        asked = self.told or self.usual
        return tuple(code for code in self.known if code in asked and self._may(code))

    @property
    def offered(self):
        return [(code, label) for code, label in self.known.items() if self._may(code)]

    @property
    def kept(self):
        """[(name, value)] of the address that go on with another choice of columns."""
        return [(name, value) for name, values in self.query.lists() if name not in ("cols", "after") for value in values if value]

    def _may(self, code):
        return code not in self.rights or self.user.has_right(self.rights[code])
