"""Turns refusals into pages that say what to do next."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError

from crm_project import errors
from crm_project.lib.refusals import BadParameters, TooLarge, TooManyRequests


class RefusalsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return errors.method_not_allowed(request, response.headers.get("Allow", "").split(", "))
        return response

    def process_exception(self, request, exception):
        match exception:
            case TooManyRequests():
                return errors.too_many_requests(request, exception.retry_after)
            case TooLarge() | RequestDataTooBig():
                return errors.too_large(request)
            case BadParameters():
                return errors.bad_request(request, exception)
            case ValueError() if "NUL" in str(exception):
                return errors.bad_request(request, exception)
            case OperationalError() | InterfaceError():
                return errors.unavailable(request, exception)
        return None
