"""The kind of question of a body control."""

from forms.model.questions import Kind

_BY_TYPE = {
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "long": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATETIME,
    "geopoint": Kind.GEOPOINT,
}
_BY_CONTROL = {
    "select1": Kind.SELECT_ONE,
    "select": Kind.SELECT_MULTIPLE,
    "rank": Kind.RANK,
    "range": Kind.RANGE,
    "trigger": Kind.ACKNOWLEDGE,
}
_BY_MEDIA = {"image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO}
UNSUPPORTED_TYPES = frozenset({"geotrace", "geoshape"})
UNSUPPORTED_MEDIA = frozenset({"osm"})


def asked_kind(control: str, data_type: str, media: str, *, always_read_only: bool) -> Kind | None:
    """Return the kind of a control; None for one that a conversation does not support."""
    if data_type in UNSUPPORTED_TYPES or media.partition("/")[0] in UNSUPPORTED_MEDIA:
        return None
    if control == "upload":
        return _BY_MEDIA.get(media.partition("/")[0], Kind.FILE)
    if control in _BY_CONTROL:
        return _BY_CONTROL[control]
    return Kind.NOTE if always_read_only else _BY_TYPE.get(data_type, Kind.TEXT)


def silent_kind(*, preloaded: bool, calculated: bool) -> Kind:
    """Return the kind of a node without a control, which is never asked."""
    if preloaded:
        return Kind.METADATA
    return Kind.CALCULATE if calculated else Kind.HIDDEN
