"""The coordinators' pages: the office on the web."""
