"""GOV.UK Notify: one reference for all tries of a message, looked up first where an earlier one may have arrived."""

import logging
import re
from typing import Any
from uuid import UUID

import requests
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from config.settings import Settings
from tasks.channels import NotConfigured, Outgoing, Receipt, Refused, Unanswered, Unreachable

PATIENCE = 12
"""Seconds to wait for a connection, and again for an answer."""

KEY = re.compile(r"[\w-]+-[0-9a-f-]{36}-[0-9a-f-]{36}")

# The client logs each refusal with Notify's own words, which may quote an address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


class GovukNotify:
    """One template of two placeholders, ((subject)) and ((body))."""

    name = "govuk_notify"

    def __init__(self, client: Any, template_id: str, reply_to_id: str | None) -> None:
        self.client = client
        self.template_id = template_id
        self.reply_to_id = reply_to_id

    def send(self, message: Outgoing) -> Receipt:
        if message.perhaps_twice and (earlier := self.look_up(message.id)) is not None:
            return earlier
        try:
            taken = self.client.send_email_notification(
                email_address=message.address,
                template_id=self.template_id,
                personalisation={"subject": message.subject, "body": message.text},
                reference=str(message.id),
                email_reply_to_id=self.reply_to_id,
            )
        except APIError as failure:
            raise meaning(failure) from failure
        return Receipt(taken["id"])

    def look_up(self, id: UUID) -> Receipt | None:
        """What Notify already took under this reference."""
        try:
            found: list[dict[str, Any]] = self.client.get_all_notifications(reference=str(id))["notifications"]
        except APIError as failure:
            raise Unreachable(f"notify-look-up-{failure.status_code}") from failure
        return Receipt(found[0]["id"]) if found else None


def meaning(failure: APIError) -> Refused | Unreachable | Unanswered:
    """What an error says of the message: no to its address, no to all of ours, or nothing."""
    if failure.response is None:
        return Unreachable("notify-connect") if never_connected(failure) else Unanswered("notify-silence")
    code = failure.status_code
    if code < 400:
        return Unanswered("notify-unreadable")
    if code == 400 and "email_address" in str(failure.message):
        return Refused("notify-400", permanent=True)
    return Unanswered(f"notify-{code}") if code >= 500 else Unreachable(f"notify-{code}")


def never_connected(failure: APIError) -> bool:
    """Whether the request cannot have left: a connection that broke off later may have carried it."""
    cause = failure.__cause__
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if isinstance(cause, requests.ConnectionError) else None
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}


def channel(settings: Settings) -> GovukNotify:
    if settings.notify_api_key is None or settings.notify_template_id is None:
        raise NotConfigured("The channel govuk_notify needs NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID.")
    key = settings.notify_api_key.get_secret_value()
    if not KEY.fullmatch(key):
        raise NotConfigured("NOTIFY_API_KEY is not a key of GOV.UK Notify: a name, the service's id and the secret.")
    client = NotificationsAPIClient(key, settings.notify_base_url, PATIENCE)  # type: ignore[no-untyped-call]
    return GovukNotify(client, settings.notify_template_id, settings.notify_reply_to_id)
