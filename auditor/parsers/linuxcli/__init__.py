"""Outputs of Linux commands as a technician sends them; what the probe asks too, its parsers read."""
