"""The reports room: findings shown to people and programs."""
