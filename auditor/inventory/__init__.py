"""The inventory room: checks of the raw Ansible YAML and the skeleton of a province."""
