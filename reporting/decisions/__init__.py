"""Decisions of administrators, the permissions they require, and the kinds of audited actions."""
