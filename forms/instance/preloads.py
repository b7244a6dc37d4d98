"""Metadata that the World provides."""

from forms.model.fields import Preload
from forms.model.world import World
from forms.xpath.context import Context
from forms.xpath.datetimes import Moment, day_of
from forms.xpath.functions.random import uuid


def preloaded(preload: Preload, world: World, context: Context) -> str:
    """Return the value of a metadata node; "" if the World does not provide it."""
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
