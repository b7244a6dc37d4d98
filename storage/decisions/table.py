"""The table of decisions: every kind with how it is carried out and what conflicts with it."""

from collections.abc import Mapping

from reporting.decisions.decisions import Decision
from storage.decisions.decision_kind import DecisionKind
from storage.decisions.deletions import DELETION_DECISIONS
from storage.decisions.letters import LETTER_DECISIONS
from storage.decisions.people import PEOPLE_DECISIONS
from storage.decisions.rounds import ROUND_DECISIONS

DECISIONS: Mapping[type[Decision], DecisionKind] = {
    **PEOPLE_DECISIONS,
    **ROUND_DECISIONS,
    **LETTER_DECISIONS,
    **DELETION_DECISIONS,
}
