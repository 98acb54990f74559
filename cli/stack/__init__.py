"""The whole of Swan from one command: servers, worker, timekeeper and Flower, started, watched and ended together."""
