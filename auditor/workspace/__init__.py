"""The workspace room: the directory of one province, its settings and where they came from."""
