"""docker-compose.yml and the Dockerfile against the one description of the parts that `swan up` starts."""

import re
import tomllib
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.stack import postgres, secrets, valkey
from cli.stack.parts import Part, ours
from cli.stack.whole import environment, servers
from config.settings import Settings, read
from tests.servers import settings_in

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SETTINGS = settings_in(Path("/data"))
SERVERS, OURS = servers(SETTINGS), ours(SETTINGS)
each_of_ours = pytest.mark.parametrize("part", OURS, ids=lambda part: part.name)
each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))


def with_defaults(value: object) -> str:
    """As compose reads it where no variable is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


def in_a_container(part: Part) -> list[str]:
    """The command as it stands in the image: the programs on the PATH, our packages in /app."""
    program, *rest = part.command
    name = re.sub(r"^python[\d.]*$", "python", Path(program).name)
    return [name, *(word.replace(str(ROOT), "/app") for word in rest)]


def variables(service: dict[str, Any]) -> set[str]:
    known = Settings.variables()
    named = service.get("environment", {})
    return {name if name in known else name.removesuffix("_FILE") for name in named}


def test_the_services_are_the_parts_in_the_same_order() -> None:
    assert list(SERVICES) == [part.name for part in (*SERVERS, *OURS)]


@each_of_ours
def test_the_command_is_the_same(part: Part) -> None:
    assert [with_defaults(word) for word in SERVICES[part.name]["command"]] == in_a_container(part)


def test_the_servers_are_told_the_same() -> None:
    assert SERVICES["database"]["command"] == ["postgres", *postgres.OPTIONS]
    assert SERVICES["broker"]["command"] == ["redis-server", "/run/secrets/broker_conf", *valkey.OPTIONS]
    assert set(postgres.LOCALE) < set(SERVICES["database"]["environment"]["POSTGRES_INITDB_ARGS"].split())
    images = {name: SERVICES[name]["image"] for name in ("database", "broker")}
    assert images["database"].startswith("postgres:18.")
    assert images["broker"].startswith("redis:8.")


@each_of_ours
def test_the_variables_are_the_same(part: Part) -> None:
    assert variables(SERVICES[part.name]) == part.variables


@each_of_ours
def test_the_ports_are_the_same_and_on_loopback(part: Part) -> None:
    published = [with_defaults(port) for port in SERVICES[part.name].get("ports", [])]
    assert published == ([f"127.0.0.1:{part.port}:{part.port}"] if part.port else [])


def test_the_servers_are_reached_from_inside_only() -> None:
    for part in SERVERS:
        assert "ports" not in SERVICES[part.name]
        assert SERVICES[part.name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


@each_of_ours
def test_each_waits_for_what_comes_before(part: Part) -> None:
    waits = {name: how["condition"] for name, how in SERVICES[part.name]["depends_on"].items()}
    expected = {"database": "service_healthy", "broker": "service_healthy"}
    if not part.once:
        expected["migrations"] = "service_completed_successfully"
    assert waits == expected


@each_service
def test_what_runs_on_is_asked_for_its_health(service: dict[str, Any]) -> None:
    runs_once = service["restart"] == "on-failure"
    assert ("healthcheck" in service) is not runs_once


@each_of_ours
def test_ours_run_without_privileges(part: Part) -> None:
    service = SERVICES[part.name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["user"].startswith("${SWAN_UID:?")


@each_service
def test_every_secret_is_read_from_a_file(service: dict[str, Any]) -> None:
    secret = {"DATABASE_URL", "REDIS_URL", "SMTP_URL", "NOTIFY_API_KEY", "POSTGRES_PASSWORD"}
    environment = service.get("environment", {})
    assert not secret & environment.keys()
    mounted = {f"/run/secrets/{name}" for name in service["secrets"]}
    read_from = {value for name, value in environment.items() if name.endswith("_FILE") and name != "SWAN_KEY_FILE"}
    assert read_from <= mounted


def test_only_those_who_read_and_write_cases_are_given_their_key() -> None:
    assert [name for name, service in SERVICES.items() if "case_key" in service["secrets"]] == ["worker", "web"]


def test_the_anchors_outlive_the_container_that_makes_them() -> None:
    kept = f"./{secrets.ANCHORS}:/data/anchors"
    assert [name for name, service in SERVICES.items() if kept in service.get("volumes", [])] == ["worker"]
    assert SETTINGS.anchors == Path("/data/anchors")


class TestSecrets:
    def test_they_are_made_once_and_are_those_compose_asks_for(self, tmp_path: Path) -> None:
        folder = secrets.make(tmp_path)
        assert {f"secrets/{path.name}" for path in folder.iterdir()} == {
            secret["file"] for secret in COMPOSE["secrets"].values()
        }
        with pytest.raises(FileExistsError):
            secrets.make(tmp_path)
        assert (tmp_path / ".env").read_text().count("SWAN_UID=") == 1
        assert (tmp_path / secrets.ANCHORS).stat().st_mode & 0o777 == 0o700

    def test_nobody_else_can_read_them(self, tmp_path: Path) -> None:
        folder = secrets.make(tmp_path)
        assert folder.stat().st_mode & 0o777 == 0o700
        private = {path for path in folder.iterdir() if path.name not in secrets.SERVERS_OWN}
        assert {path.stat().st_mode & 0o777 for path in private} == {0o600}

    def test_they_fit_together_and_settings_take_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = secrets.make(tmp_path)
        for name, value in SERVICES["worker"]["environment"].items():
            monkeypatch.setenv(name, with_defaults(value).replace("/run/secrets", str(folder)))
        found = read()
        assert found.env == "production"
        assert (folder / "database_password").read_text().strip() in found.database_url
        assert (folder / "broker_conf").read_text().split()[1] in found.broker.url
        assert len(b64decode(found.key_file.read_text())) == 32
        assert found.notify_api_key is None
        assert found.channel == "email"


class TestImage:
    LINES = (ROOT / "Dockerfile").read_text().splitlines()

    def test_it_is_not_root_and_installs_by_hash(self) -> None:
        assert self.LINES[-1] == "USER swan"
        installs = [line for line in " ".join(self.LINES).split("RUN ") if "pip install" in line]
        assert installs
        assert all(step.count("pip install") == step.count("--require-hashes") for step in installs)

    def test_python_is_one_swan_supports(self) -> None:
        wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
        bases = {line.split()[1] for line in self.LINES if line.startswith("FROM")}
        assert {base.rpartition(".")[0] for base in bases} == {f"python:{wanted.removeprefix('>=')}"}

    def test_every_image_has_an_exact_version(self) -> None:
        ours = {line.split()[1] for line in self.LINES if line.startswith("FROM")}
        theirs = {service["image"] for service in SERVICES.values()} - {"swan"}
        assert [image for image in ours | theirs if not re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-slim)?", image)] == []

    def test_every_package_of_ours_is_in_it(self) -> None:
        packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
        allowed = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()}
        assert set(packages["packages"]) <= allowed


def test_swan_up_tells_each_part_every_variable_it_names_that_is_set(tmp_path: Path) -> None:
    """Those whose own name ends as that of a file with a secret does are no exception."""
    given = {"SWAN_KEY_FILE": "/safe/key", "SWAN_FLOWER_PASSWORD_FILE": "/safe/flower", "SWAN_WORKERS": "3"}
    settings = settings_in(tmp_path, **given)
    told = {part.name: environment(settings, part) for part in ours(settings)}

    assert {name for name, found in told.items() if found.get("SWAN_KEY_FILE") == "/safe/key"} == told.keys()
    assert [name for name, found in told.items() if "SWAN_FLOWER_PASSWORD_FILE" in found] == ["flower"]
    assert [name for name, found in told.items() if "SWAN_WORKERS" in found] == ["worker", "courier"]
