"""One module a command of ``kiosk``: parses its words, calls the package that does the work, prints."""
