"""The simulated Telegram: network state, Bot API, phones."""
