"""The remedy room: failed findings become a plan of what is done about each, and the proof that it helped."""
