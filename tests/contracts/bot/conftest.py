"""SQLite alone: these tests are about what runs above the database; the contracts beside them are about both kinds."""

import pytest


@pytest.fixture
def kind() -> str:
    """Which kind of database."""
    return "sqlite"
