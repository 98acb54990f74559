"""One file a page or journey; the folder is the registry: every file's `router` is part of the application."""
