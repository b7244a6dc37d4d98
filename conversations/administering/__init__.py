"""Administering: people, invitations, units, rounds, deletion."""
