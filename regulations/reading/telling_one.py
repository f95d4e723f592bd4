"""Notices to one person about one act of somebody else's."""

from django.utils.text import Truncator

from notifications.telling import notify


def tell_waived(reading):
    details = {"by": str(reading.settled_by), "code": reading.regulation.code, "reason": Truncator(reading.why).chars(300)}
    notify([reading.user], "reading.waived", reading.regulation, key=f"reading.waived:{reading.pk}", details=details)


def tell_voided(void, regulation, person):
    details = {"by": str(void.by), "code": regulation.code, "reason": Truncator(void.reason).chars(300)}
    notify([person], "reading.voided", regulation, key=f"reading.voided:{void.pk}", details=details)
