"""What an English text counts when it counts records: both peers look for these words."""

COUNTED = (
    "accounts|citizens|clients|credentials|customers|e-?mails?|e-?mail addresses|entries|lines|members|patients|people|"
    "records|residents|rows|subscribers|users|voters"
)
"""Alternatives of a regular expression."""
