"""Methods that receive updates and answer button presses."""

import json

from sandbox.http.body import Fields
from sandbox.telegram.errors import BadRequest
from sandbox.telegram.network import QUERY_SECONDS, Network
from sandbox.world.wire import Wire, utf16_length

TIMEOUT_LIMIT = 50
ANSWER_LIMIT = 200


async def get_updates(network: Network, fields: Fields) -> list[Wire]:
    """Return the oldest unconfirmed updates, optionally waiting for one."""
    allow(network, fields)
    return await network.updates.fetch(
        offset=fields.integer("offset"),
        limit=min(max(fields.integer("limit", 100), 1), 100),
        wait=min(max(fields.integer("timeout"), 0), TIMEOUT_LIMIT),
    )


def allow(network: Network, fields: Fields) -> None:
    """Apply `allowed_updates` if given; otherwise keep the previous setting."""
    if not fields.text("allowed_updates"):
        return
    try:
        kinds = json.loads(fields.text("allowed_updates"))
    except ValueError:
        raise BadRequest("can't parse allowed_updates JSON object") from None
    if isinstance(kinds, list):
        network.updates.allow([str(kind) for kind in kinds])


async def answer_callback_query(network: Network, fields: Fields) -> bool:
    """Answer a button press once, within its lifetime: with nothing, a notice, or an alert."""
    query = network.queries.get(fields.text("callback_query_id"))
    if query is None or network.time() - query.asked_at > QUERY_SECONDS:
        raise BadRequest("query is too old and response timeout expired or query ID is invalid")
    text = fields.text("text")
    if utf16_length(text) > ANSWER_LIMIT:
        raise BadRequest("MESSAGE_TOO_LONG")
    del network.queries[query.id]
    network.feed.publish(
        "answer",
        person=query.person_id,
        message_id=query.message_id,
        data=query.data,
        text=text,
        show_alert=fields.flag("show_alert"),
    )
    return True
