"""The simulated Zalo: the bot platform as far as it is documented, and its users' phones."""
