"""Invitations on paper: a card for each person, with the code to scan and to type."""
