"""Website: a room of the house; it has no door for others."""
