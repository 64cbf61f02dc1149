"""The standard room: rules, quantities and profiles, read from YAML and checked on load."""
