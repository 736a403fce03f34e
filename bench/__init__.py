"""Measurements: how well texts are read, and how fast, beside peers in the same run. Not part of the product."""
