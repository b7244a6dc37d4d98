"""A Zalo of one's own: the bot platform as far as it is known, and the phones of those who live in it."""
