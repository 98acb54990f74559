"""Flower's own configuration file: behind a password, read-only, remembering nothing on disk."""

from logging import getLogger

from config.logs import dress
from config.settings import password_in, settings

address = settings().flower_address
port = settings().flower_port
basic_auth = [f"{settings().flower_user}:{password_in(settings().flower_password_file)}"]
read_only = True
persistent = False

dress(getLogger(), "flower")
