from django.contrib.auth.backends import BaseBackend

from crm_project.lib.steady import stamped

from .models import User


class PeopleBackend(BaseBackend):
    """Who a session belongs to, with role and department in the same query. Passwords are checked in `sign_in` alone."""

    def get_user(self, user_id):
        return stamped(User.objects.active().with_rights()).find(user_id)
