"""The evaluate room: facts against a standard, giving findings and levels."""
