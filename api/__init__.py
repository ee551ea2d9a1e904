"""The command line, the HTTP service and the web page."""
