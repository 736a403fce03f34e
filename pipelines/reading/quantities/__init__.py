"""Quantities: every number of a post, decided once by unit and context."""

from pipelines.reading.quantities.context import Scanned, scan_part, scan_post
from pipelines.reading.quantities.quantity import Kind, Quantity

__all__ = ["Kind", "Quantity", "Scanned", "scan_part", "scan_post"]
