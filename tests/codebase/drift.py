"""`python -m tests.codebase.drift`: the migrations make exactly the tables the code declares."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util.exc import CommandError

from tests.databases import alembic


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        config = alembic(f"sqlite:///{Path(folder) / 'drift.db'}")
        command.upgrade(config, "head")
        try:
            command.check(config)
        except CommandError as drift:
            print(f'{drift}\nMake a migration:  python3 run.py migration "what changed"')
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
