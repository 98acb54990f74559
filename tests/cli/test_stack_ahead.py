"""What is done before the parts are forked is done for them: who is away then is met by the part itself."""

import os
import subprocess
import sys
from pathlib import Path

ASKS = """
from cli.stack.ahead import speak_to_the_broker, speak_to_the_record
from config.settings import settings
from tasks.app import app
speak_to_the_record(settings())
speak_to_the_broker(settings())
print("goes on with", *sorted(name for name in app.tasks if not name.startswith("celery.")))
"""


def test_nobody_is_waited_for_who_does_not_answer(tmp_path: Path) -> None:
    nobody = {"DATABASE_URL": "postgresql://swan:word@127.0.0.1:1/swan", "REDIS_URL": "redis://127.0.0.1:1/0"}
    told = os.environ | nobody | {"SWAN_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ASKS], env=told, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.startswith("goes on with deadlines.sweep notices.deliver watch.")
