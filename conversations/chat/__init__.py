"""What every dialogue is made of: events, messages, the session, steps, effects, orders."""
