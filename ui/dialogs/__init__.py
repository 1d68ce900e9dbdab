"""One file per dialog: short questions that open over a page."""
