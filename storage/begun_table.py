"""The table of steps that were begun; see storage/begun_steps.py."""

from sqlalchemy import Column, Integer, Table, Text

from storage.columns import METADATA
from storage.moment import Moment

BEGUN_STEPS = Table(
    "begun_steps",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)
"""Updates whose steps were begun, and how often without an end; used on a server alone."""
