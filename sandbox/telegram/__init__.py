"""Telegram as a bot and its people see it: the network's state, the Bot API, the phones."""
