"""The table of links to files and pictures, for channels that take none."""

from sqlalchemy import Boolean, Column, Integer, Table, Text

from storage.columns import METADATA
from storage.moment import Moment

LINKS = Table(
    "links",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("once", Boolean, nullable=False),
)
"""Each with the hash of its token and the order that is carried out when it is opened."""
