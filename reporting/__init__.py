"""The model: units, people, rounds, reports, figures, decisions and queries. Pure, without dialogues or storage."""
