"""Printed invitations: a card for each person, with a QR code and a code to type."""
