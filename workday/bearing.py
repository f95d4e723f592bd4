"""Who answers for the cards of those who are away or gone: their deputy on a working day, else the department."""

from collections import defaultdict


class Bearing:
    """Of one date: `absences` with their people, `works(deputy id)` whether somebody has a day of their own to close,
    `would_work(user)` whether the absent one would."""

    def __init__(self, absences, works, would_work):
        self._works = works
        self._absences = [one for one in absences if would_work(one.user)]

    def stood_in_for_by(self, user_id):
        """Those whose cards a person answers for beside their own."""
        return [one.user for one in self._absences if one.deputy_id == user_id]

    def left_to_departments(self, former):
        """{department id: people}: the `former` ones, given in the same shape, and the absent without a deputy at work."""
        left = defaultdict(dict)
        for department_id, people in former.items():
            left[department_id] |= {person.pk: person for person in people if not self._works(person.pk)}
        for one in self._absences:
            if not (one.deputy_id and self._works(one.deputy_id)) and not self._works(one.user_id):
                left[one.user.department_id].setdefault(one.user_id, one.user)
        return {department_id: list(people.values()) for department_id, people in left.items()}
