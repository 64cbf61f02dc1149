"""The lab room: a small province rebuilt on one Linux machine."""
