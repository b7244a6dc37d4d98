"""Building blocks of every dialogue: events, messages, sessions, steps, effects, and orders."""
