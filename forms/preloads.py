"""Metadata: what the world knows and nobody asks."""

from forms.fields import Preload
from forms.world import World
from forms.xpath.context import Context
from forms.xpath.functions.chance import uuid
from forms.xpath.moments import Moment, day_of


def preloaded(preload: Preload, world: World, context: Context) -> str:
    """Return the value of a metadata node; "" for what this world does not know."""
    begun = world.started or world.now
    match preload.source:
        case "uid":
            return f"uuid:{uuid(context)}"
        case "timestamp":
            return str(Moment(begun if preload.parameter == "start" else world.now, timed=True))
        case "date":
            return str(day_of(begun))
        case "property":
            return _property(preload.parameter, world)
        case _:
            return ""


def _property(name: str, world: World) -> str:
    known = {
        "username": world.username,
        "phonenumber": world.phone_number,
        "deviceid": world.device_id,
    }
    return known.get(name, "")
