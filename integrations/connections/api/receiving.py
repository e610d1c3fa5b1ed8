"""
Where systems post their webhooks: `/hooks/systems/<key>`.

They post again until they get a 2xx, so that is given only once the webhook is in the database.
"""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock
from integrations.connections import systems
from integrations.connections.api.rendering import hook_url
from integrations.connections.selectors.internal import connection_by_hook_key
from integrations.connections.services import NotAnEvent, hook_receive
from integrations.connections.signatures import Post, Untrusted

logger = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["POST"])
def receive(request: HttpRequest, hook_key: str) -> HttpResponse:
    """Take one webhook: 404 for an unknown key, 403 without proof, 400 for no event, 413 for too much."""
    connection = connection_by_hook_key(hook_key)
    spec = systems.find(connection.system) if connection is not None else None
    if connection is None or spec is None or spec.hooks is None:
        return _answer(HTTPStatus.NOT_FOUND, "There is no such address.")
    # One more byte tells whether there is more; what a client claims in its headers does not matter.
    body = request.read(spec.hooks.max_bytes + 1)
    if len(body) > spec.hooks.max_bytes:
        logger.warning("A webhook was over the size limit", extra={"connection_id": connection.pk})
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than a webhook may be.")
    query = request.META.get("QUERY_STRING", "")
    post = Post(
        url=f"{hook_url(hook_key)}{'?' + query if query else ''}",
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
    )
    try:
        told = hook_receive(connection=connection, hooks=spec.hooks, post=post, now=clock.now())
    except Untrusted as error:
        return _answer(HTTPStatus.FORBIDDEN, str(error))
    except NotAnEvent as error:
        logger.warning("A webhook was no event of its system", extra={"connection_id": connection.pk})
        return _answer(HTTPStatus.BAD_REQUEST, str(error))
    return _answer(HTTPStatus.OK, told or "Taken.")


def _answer(status: HTTPStatus, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
