"""Metadata: what the world knows and nobody asks."""

from forms.fields import Preload
from forms.world import World
from forms.xpath.context import Context
from forms.xpath.functions.chance import uuid
from forms.xpath.moments import Moment, day_of


def preloaded(preload: Preload, world: World, context: Context) -> str:
    """Return the value of a metadata node; "" for what this world does not know."""
    begun = world.started or world.now
    match (preload.source, preload.parameter):
        case ("uid", _):
            return f"uuid:{uuid(context)}"
        case ("timestamp", "start"):
            return str(Moment(begun, timed=True))
        case ("timestamp", _):
            return str(Moment(world.now, timed=True))
        case ("date", _):
            return str(day_of(begun))
        case ("property", "username"):
            return world.username
        case ("property", "phonenumber"):
            return world.phone_number
        case ("property", "deviceid"):
            return world.device_id
        case _:
            return ""
