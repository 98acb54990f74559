"""The clock: Celery, and nothing that decides."""
