"""The Dockerfile and the compose file, read, as no engine here builds them. What is copied is started all the same."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.core import TyperGroup
from typer.main import get_command

from app.cli import cli
from app.settings import ROOT, Settings
from tests.databases import PostgresTemplate
from tests.servers import free_port

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe", pure=True).load(COMPOSE_TEXT)
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}


@dataclass(frozen=True)
class Line:
    """One instruction: its word, its flags, the rest."""

    word: str
    flags: dict[str, str]
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest as a command: a JSON list, or words."""
        return list(json.loads(self.rest)) if self.rest.startswith("[") else shlex.split(self.rest)


def _stages() -> list[list[Line]]:
    """The instructions of each stage, from its FROM on."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    stages: list[list[Line]] = []
    for text in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = text.partition(" ")
        flags = {}
        while match := re.match(r"--([a-z-]+)=(\S+)\s+", rest):
            flags[match[1]], rest = match[2], rest[match.end() :]
        if word == "FROM":
            stages.append([])
        stages[-1].append(Line(word, flags, rest.strip()))
    return stages


STAGES = _stages()
FINAL = STAGES[-1]


def _last(word: str) -> Line:
    return [line for line in FINAL if line.word == word][-1]


def _copied(stage: list[Line]) -> Iterator[tuple[str, str]]:
    """What a stage takes from the sources, and where to."""
    for line in stage:
        if line.word == "COPY" and "from" not in line.flags:
            *sources, target = shlex.split(line.rest)
            for source in sources:
                yield source, str(Path(target, Path(source).name)) if target.endswith("/") else target


def _ignored(path: str) -> bool:
    """Whether `.dockerignore` leaves a path out: it, or a folder above it."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line.strip().rstrip("/") for line in lines if line.strip() and not line.startswith("#")]
    assert not any(pattern.startswith("!") for pattern in patterns), "this test does not know exceptions"
    parts = Path(path).parts
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(
        fnmatch(one, pattern) or (pattern.startswith("**/") and fnmatch(Path(one).name, pattern[3:]))
        for one in above
        for pattern in patterns
        if one.count("/") == pattern.count("/") or pattern.startswith("**/")
    )


def test_the_sources_hold_what_is_copied_and_nothing_of_it_is_left_out() -> None:
    copied = [source for stage in STAGES for source, _ in _copied(stage)]
    assert len(copied) > 6
    for source in copied:
        assert (ROOT / source).exists(), f"the Dockerfile copies {source}, which is not there"
        assert not _ignored(source), f"the Dockerfile copies {source}, which .dockerignore leaves out"
        files = [one for one in (ROOT / source).rglob("*") if one.is_file() and "__pycache__" not in one.parts]
        for file in files:
            assert not _ignored(str(file.relative_to(ROOT))), f".dockerignore leaves {file} out"


def test_no_secret_no_data_and_no_history_is_sent_to_the_builder() -> None:
    for path in (".env", ".env.live", ".git/config", "var/alongside.db", ".venv/bin/python", "tests/x"):
        assert _ignored(path), f"{path} would go into the build"


def test_whatever_the_code_reads_beside_itself_is_copied() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    read = {name.split("/")[0] for name in re.findall(r'ROOT / "([^"]+)"', code)}
    assert {"modules", "pyproject.toml", "node_modules"} <= read, "the search finds nothing, so it proves nothing"
    read = {name for name in read if (ROOT / name).exists()} - {"var"}  # the data directory is elsewhere there
    there = {target for _, target in _copied(FINAL)}
    there |= {shlex.split(line.rest)[-1] for line in FINAL if line.word == "COPY" and "from" in line.flags}
    assert read | {"app", "migrations", "templates", "node_modules", "LICENSE"} <= there


def test_the_packages_are_the_locked_ones_and_no_script_of_theirs_runs() -> None:
    runs = [line.rest for stage in STAGES for line in stage if line.word == "RUN"]
    assert any("pip install" in run and "--require-hashes -r requirements.lock" in run for run in runs)
    for run in runs:
        assert "pip install" not in run or "--require-hashes" in run
        assert "npm" not in run or "npm ci --ignore-scripts" in run


def test_the_process_is_not_root_and_owns_only_its_data_directory() -> None:
    made = next(line.rest for line in FINAL if line.word == "RUN")
    user = _last("USER").rest
    assert user not in {"root", "0"}
    assert re.search(rf"useradd .*\b{user}\b", made)
    assert FINAL.index(_last("USER")) < FINAL.index(_last("ENTRYPOINT"))
    assert not any("chown" in line.flags for line in FINAL), "the service could change its own code"
    assert f"install -d -o {user}" in made
    assert _variables()["ALONGSIDE_DATA_DIR"] in made


def _variables() -> dict[str, str]:
    return dict(pair.split("=", 1) for line in FINAL if line.word == "ENV" for pair in shlex.split(line.rest))


def _commands() -> dict[str, list[str]]:
    entry = _last("ENTRYPOINT").words
    assert entry == ["python", "-P", "-m", "app.cli"], "as run.py hands on"
    return {"Dockerfile": _last("CMD").words} | {name: service["command"] for name, service in OURS.items()}


@pytest.mark.parametrize("name", _commands())
def test_every_command_is_one_the_command_line_has(name: str) -> None:
    known = get_command(cli)
    assert isinstance(known, TyperGroup)
    (command,) = _commands()[name]
    assert command in known.commands, f"{name} runs `alongside {command}`, which there is not"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"ALONGSIDE_[A-Z_]+", DOCKERFILE + COMPOSE_TEXT))))
def test_every_setting_is_one_the_service_reads(name: str) -> None:
    in_cli = name in (ROOT / "app/cli.py").read_text(encoding="utf-8")
    assert in_cli or name.removeprefix("ALONGSIDE_").lower() in Settings.model_fields, f"nothing reads {name}"


def test_no_secret_stands_in_the_files_and_none_has_a_default() -> None:
    for name, service in COMPOSE["services"].items():
        for variable, value in service["environment"].items():
            if re.search("SECRET|PASSWORD|SMTP", variable):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), f"{name}: {variable} is not asked for"
    assert not re.search("SECRET|PASSWORD", DOCKERFILE)


def test_all_that_serve_share_one_database_and_one_secret_and_wait_for_the_migration() -> None:
    assert {"migrate", "app", "work"} == OURS.keys()
    assert all(service["environment"] == OURS["app"]["environment"] for service in OURS.values())
    assert OURS["app"]["environment"]["ALONGSIDE_DATABASE_URL"].startswith("postgresql://")
    assert OURS["app"]["deploy"]["replicas"] >= 2
    assert "ports" not in OURS["app"], "one port cannot be published for several"
    assert OURS["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert "pg_isready" in COMPOSE["services"]["db"]["healthcheck"]["test"]
    for name in ("app", "work"):
        assert OURS[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_network_of_the_containers_is_believed_about_where_a_request_came_from() -> None:
    """With the proxy's own address for everybody's, ten wrong passwords of one would make a whole service wait."""
    (network,) = COMPOSE["networks"].values()
    assert OURS["app"]["environment"]["FORWARDED_ALLOW_IPS"] == network["ipam"]["config"][0]["subnet"]


def test_the_readme_says_that_nothing_here_built_the_image() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "CI did not build the image" in readme
    assert "docs/deploy.md" in readme


def test_what_is_copied_is_enough_to_serve_and_the_health_check_finds_it_well(
    postgres_template: PostgresTemplate, tmp_path: Path
) -> None:
    """The final stage's files in a folder of their own, its commands as they stand there, this Python's packages."""
    place, data = tmp_path / "srv", tmp_path / "data"
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    for source, target in _copied(FINAL):
        (place / target).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place / target, ignore=left_out)
        else:
            shutil.copyfile(ROOT / source, place / target)
    check = _last("HEALTHCHECK").rest.removeprefix("CMD ")
    assert "/healthz" in check
    with postgres_template.empty() as url:
        environment = {
            "PATH": os.defpath,
            **_variables(),
            "PYTHONPATH": str(place),
            "PORT": str(free_port()),
            "ALONGSIDE_DATA_DIR": str(data),
            "ALONGSIDE_DATABASE_URL": url,
            "ALONGSIDE_BASE_URL": "https://alongside.example",
            "ALONGSIDE_SECRET_KEY": "thirty-two characters and some more",
            "ALONGSIDE_SMTP_URL": "smtp://127.0.0.1:9",
            "ALONGSIDE_SETTING_UP": "1",  # the database is empty
            "http_proxy": "http://127.0.0.1:9",  # an engine may set one; nobody listens there
        }
        serve = [sys.executable, *_last("ENTRYPOINT").words[1:], *_last("CMD").words]
        ask = [sys.executable, *json.loads(check)[1:]]
        assert subprocess.run(ask, env=environment, capture_output=True, check=False).returncode == 1
        log = tmp_path / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(serve, cwd=place, env=environment, stdout=out, stderr=out)
        try:
            well = False
            for _ in range(120):
                well = subprocess.run(ask, env=environment, capture_output=True, check=False).returncode == 0
                if well or process.poll() is not None:
                    break
                time.sleep(0.25)
            assert well, log.read_text(encoding="utf-8")
        finally:
            process.terminate()  # as an engine stops it
            assert process.wait(30) in {0, -15}
