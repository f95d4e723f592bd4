from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.models import KnownSession
from crm_project.lib import clock

from ..push_hosts import check

MOST = 20


class PushSubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def of_endpoint(self, endpoint):
        return self.filter(endpoint=endpoint)

    def listening(self):
        """Browsers that still take messages, of people who are still signed in there."""
        signed_in = Q(session=None) | Q(session__until__gt=clock.now())
        return self.filter(signed_in, gone_at__isnull=True, user__is_active=True)

    def of_people(self, ids):
        return self.filter(user__in=ids)

    def one(self, pk):
        return self.filter(pk=pk)

    def forget(self):
        return self.delete()[0]


class PushSubscription(models.Model):
    """A browser that asked to be woken. It is told only that there is something; what it is, it asks with its own session.

    It lives as long as the session under which it was made: whoever signs out is not told any more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    session = models.ForeignKey(KnownSession, null=True, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    objects = PushSubscriptionQuerySet.as_manager()

    @classmethod
    def keep(cls, user, endpoint, *, session=None, label=""):
        """The same browser again changes nothing but its owner: whoever is signed in there now. Raises ForeignHost."""
        check(endpoint)
        facts = {"user": user, "session": session, "label": label[:200], "gone_at": None}
        with transaction.atomic():
            kept, _made = cls.objects.update_or_create(
                endpoint=endpoint, defaults=facts, create_defaults=facts | {"created_at": clock.now()}
            )
            surplus = cls.objects.visible_to(user).newest_first().values_list("pk", flat=True)[MOST:]
            cls.objects.filter(pk__in=list(surplus)).delete()
        return kept
