"""The small part that every room stands on; it knows no component."""
