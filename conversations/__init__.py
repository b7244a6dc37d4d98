"""The dialogues. Pure: an event goes in; the new state and effects come out."""
