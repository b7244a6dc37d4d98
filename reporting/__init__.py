"""The domain model: units, people, rounds, reports, figures, decisions and queries. No I/O, dialogues or storage."""
