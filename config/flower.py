"""Flower's own configuration file: behind a password, read-only, remembering nothing on disk."""

import os
from logging import getLogger

from config.logs import dress
from config.settings import WrongSettings, password_in, settings

if os.environ.get("FLOWER_UNAUTHENTICATED_API"):
    raise WrongSettings("FLOWER_UNAUTHENTICATED_API would open Flower to everybody: take it away.")

place = settings().flower_password_file
password = password_in(place) if place.is_file() else ""
if not password:
    raise WrongSettings(f"Flower needs a password in {place}.")

address = settings().flower_address
port = settings().flower_port
basic_auth = [f"{settings().flower_user}:{password}"]
auth = ""
read_only = True
persistent = False

dress(getLogger(), "flower")
