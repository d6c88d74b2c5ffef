"""Website over HTTP: decode, one call to the door of Producten, a page."""
