"""Wake-up calls to browsers, without a word in them: what there is to read the browser asks with its own session."""

from functools import partial

from django.conf import settings

from crm_project.lib import clock
from outbox.handlers import handler
from outbox.post import put_many

from . import vapid
from .models import Notice, PushSubscription
from .push_hosts import ForeignHost, check

LIVES_SECONDS = 4 * 3600
TIMEOUT_SECONDS = 10
GONE = (404, 410)


@handler("notice_push")
def call(payload):
    """One call per browser of the person, for what is still unread; each call is a parcel of its own and tries again alone."""
    held = Notice.objects.to_push(payload["recipient"], payload["key"], payload.get("since"))
    if not held.unread().update(pushed_at=clock.now()):
        return
    browsers = PushSubscription.objects.of_people([payload["recipient"]]).listening().values_list("pk", flat=True)
    put_many("push", [(f"push:{pk}:{payload['recipient']}:{payload['key']}", {"subscription": pk}) for pk in browsers])


@handler("push")
def wake(payload):
    subscription = PushSubscription.objects.one(payload["subscription"]).listening().first()
    if subscription is None:
        return
    rows = PushSubscription.objects.one(subscription.pk)
    try:
        check(subscription.endpoint)
    except ForeignHost:
        rows.update(gone_at=clock.now())
        return
    status = _send(subscription.endpoint)
    if status in GONE:
        rows.update(gone_at=clock.now())
    elif status is not None and status >= 300:
        raise PushRefused(f"{status} from {subscription.endpoint.split('/')[2]}")
    else:
        rows.update(last_ok_at=clock.now())


class PushRefused(RuntimeError):
    """The push service did not take the call; it is made again later."""


def _send(endpoint):
    # Loaded when needed: the library brings http clients of its own.
    import requests
    from pywebpush import WebPushException, webpush

    claims = {"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"}
    key = vapid.keys()["private"]
    with requests.Session() as session:
        # A redirection would lead past the list of hosts.
        session.request = partial(session.request, allow_redirects=False)
        try:
            answer = webpush(
                {"endpoint": endpoint},
                vapid_private_key=key,
                vapid_claims=claims,
                ttl=LIVES_SECONDS,
                timeout=TIMEOUT_SECONDS,
                requests_session=session,
            )
        except WebPushException as refusal:
            if refusal.response is None:
                raise
            return refusal.response.status_code
    return answer.status_code
