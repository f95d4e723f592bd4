from .notice import Notice
from .push_subscription import PushSubscription

__all__ = ["Notice", "PushSubscription"]
