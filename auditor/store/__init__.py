"""The store room: runs, observations and findings in SQLite or PostgreSQL."""
