"""Sentences for people, and the formatting and parsing of numbers and dates."""

from texts.catalogue import Catalogue, catalogue

__all__ = ["Catalogue", "catalogue"]
