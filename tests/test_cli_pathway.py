"""`alongside pathway`: to a file, from a file, checked; what the exit code says; nothing is published this way."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.database import Database
from app.demo.pathways import DOING_FIRST, SHORTER
from app.pathways import files
from app.pathways.queries import Line, line
from app.settings import Settings
from tests.conftest import settings_for


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> "Run":
    return Run(settings_for(sqlite_url), monkeypatch)


class Run:
    """The command line on a database of its own."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        monkeypatch.setattr("app.cli_pathway.settings", lambda: self.settings)
        monkeypatch.setattr("app.cli.settings", lambda: self.settings)

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli, [str(one) for one in arguments])
        return done.exit_code, done.stdout, done.stderr

    def line(self, slug: str) -> Line | None:
        database = Database(self.settings.database)
        with database.transaction(writes=False) as db:
            found = line(db, slug)
        database.close()
        return found


def test_a_pathway_goes_to_a_file_and_comes_back_as_the_same_pathway(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "doing-second.yaml"
    assert run("pathway", "export", "doing-first", file)[0] == 0
    assert file.read_text() == run("pathway", "export", "doing-first")[1]
    assert files.read(file).pathway == DOING_FIRST
    code, said, _ = run("pathway", "import", file)
    assert code == 0
    assert "doing-second is a draft now" in said
    found = run.line("doing-second")
    assert found is not None
    assert found.draft is not None
    assert (found.draft.pathway, found.draft.by, found.versions) == (DOING_FIRST, "the command line", ())


def test_export_gives_what_is_published_and_the_draft_only_where_nothing_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "doing-first.yaml"
    file.write_text(files.written(SHORTER))
    run("pathway", "import", file)
    assert "Doing first" in run("pathway", "export", "doing-first")[1]
    assert "A shorter way" in run("pathway", "export", "a-shorter-way")[1]


def test_import_never_publishes_says_what_it_replaced_and_twice_is_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a-shorter-way.yaml"
    file.write_text(files.written(DOING_FIRST))
    code, _, trace = run("pathway", "import", file)
    assert code == 0
    assert "title: A shorter way" in trace, "the draft that Priya had is in what is said"
    code, _, trace = run("pathway", "import", file)
    assert (code, trace) == (0, "")
    found = run.line("a-shorter-way")
    assert found is not None
    assert (found.versions, found.draft_version) == ((), 2)


def test_a_module_that_is_not_there_is_a_finding_with_its_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    modules = "modules:\n  - module: understanding-low-mood\n  - module: no-such-module\n"
    file.write_text(f"title: Odd\nsummary: Odd.\n{modules}")
    code, said, _ = run("pathway", "import", file)
    assert code == 1
    assert "odd.yaml:5: modules: There is no module called no-such-module." in said
    assert run.line("odd") is not None, "a draft may be unfinished"
    code, said, _ = run("pathway", "check", file, "--json")
    report = json.loads(said)
    assert (code, report["publishable"], report["faults"]) == (1, False, [])
    found = [(one["line"], one["weight"]) for one in report["findings"]]
    assert found == [(5, "stops publishing"), (4, "to look at")]


def test_a_file_with_faults_imports_nothing_and_names_the_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "crooked.yaml"
    file.write_text("title: Crooked\nsummary: C.\nmodules:\n  - module: a\n    opens: {fact: mood, is: true}\n")
    for command in ("import", "check"):
        code, said, _ = run("pathway", command, file)
        assert code == 1
        assert "crooked.yaml:5:" in said
    assert run.line("crooked") is None
    assert run("pathway", "check", file, "--json")[0] == 1


def test_what_is_only_to_look_at_is_fine(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "fine.yaml"
    file.write_text(files.written(DOING_FIRST))
    code, said, _ = run("pathway", "check", file)
    assert code == 0
    assert "to look at" in said


def test_wrong_use_is_a_clear_line_and_code_2(run: Run, tmp_path: Path) -> None:
    code, _, said = run("pathway", "export", "no-such-pathway")
    assert code == 2
    assert "There is no pathway no-such-pathway." in said
    assert run("pathway", "check", tmp_path / "nowhere.yaml")[0] == 2
    assert run("pathway", "import")[0] == 2
    assert run("pathway", "export", "doing-first", tmp_path / "no" / "folder.yaml")[0] == 2
    run.settings = settings_for(f"sqlite:///{tmp_path / 'empty.db'}")
    code, _, said = run("pathway", "export", "doing-first")
    assert code == 2
    assert "alongside migrate" in said


def test_the_content_check_and_the_start_refuse_a_faulty_pathway_file(
    run: Run, sqlite_url: str, tmp_path: Path
) -> None:
    from shutil import copytree

    from app.content.loader import BadContent
    from app.main import create_app
    from app.settings import ROOT

    folder = copytree(ROOT / "modules", tmp_path / "modules")
    run.settings = settings_for(sqlite_url, modules_dir=folder)
    assert run("content", "check")[0] == 0
    (folder / "pathways/gone.yaml").write_text("title: G\nsummary: G.\nmodules: [{module: no-such-module}]\n")
    code, said, _ = run("content", "check")
    assert code == 1
    assert "pathways/gone.yaml:3: modules: There is no module called no-such-module." in said
    create_app(run.settings)
    (folder / "pathways/broken.yaml").write_text("title: B\n")
    assert "pathways/broken.yaml:1: summary: is missing" in run("content", "check")[1]
    with pytest.raises(BadContent, match=r"pathways/broken\.yaml"):
        create_app(run.settings)
