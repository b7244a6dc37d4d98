"""Every sentence that people read, and numbers and dates as people write them."""

from texts.catalogue import Catalogue, catalogue

__all__ = ["Catalogue", "catalogue"]
