"""From updates to turns: queue, rate limit, turn loop, dialogue runner."""
