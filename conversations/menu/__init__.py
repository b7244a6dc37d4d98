"""The menu: home, prompts, captions."""
