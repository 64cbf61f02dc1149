"""The parsers room: pure functions from a raw answer to facts."""
