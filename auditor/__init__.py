"""Readiness auditor for the commune public administrative service centers of a province."""

__version__ = "0.1.0"
