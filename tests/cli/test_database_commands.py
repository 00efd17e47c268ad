"""The commands on the database, as a person uses them."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_identify import DOCUMENTED, keys
from tests.other_model import make_other_model
from tests.scribbles import HANDS, save_scribble
from writerid.__main__ import main
from writerid.cli.parser import build_parser
from writerid.cli.reference import FILE, _commands, command_reference
from writerid.pipeline.scan import hash_file

Run = Callable[..., tuple[int, str, str]]
ENROLLED = "enrolled 3 documents (3 pages)"


@pytest.fixture
def exemplars(tmp_path: Path) -> Path:
    for writer in HANDS:
        save_scribble(tmp_path / "exemplars" / writer / "a.png", writer, 1)
    return tmp_path / "exemplars"


@pytest.fixture
def questioned(tmp_path: Path) -> Path:
    return save_scribble(tmp_path / "Q1.png", "Ahlers", 5)


@pytest.fixture
def run(
    small_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command on the test's database with the small model."""
    monkeypatch.setenv("WRITERID_DATABASE", str(tmp_path / "database"))

    def command(name: str, *arguments: object, model: Path = small_model) -> tuple[int, str, str]:
        options = []
        if name in ("enrol", "reencode", "identify", "compare"):
            options += ["--model", str(model), "--backend", "onnx"]
        if name in ("enrol", "reencode"):
            options += ["--workers", "1"]
        code = main([name, *map(str, arguments), *options])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return command


def test_enrol_preview_then_enrol_then_again(run: Run, exemplars: Path, tmp_path: Path) -> None:
    code, out, err = run("enrol", exemplars, "--dry-run")
    assert (code, err) == (0, "")
    assert out.count("enrol\n") == 3
    assert "nothing was written" in out
    assert not (tmp_path / "database").exists()
    code, out, err = run("enrol", exemplars)
    assert (code, err) == (0, "")
    assert ENROLLED in out
    code, out, _ = run("enrol", exemplars, "--json")
    record = json.loads(out)
    assert (code, record["documents"], record["already"]) == (0, 0, 3)
    code, out, _ = run("enrol", exemplars, "--dry-run", "--json")
    assert {d["fate"] for d in json.loads(out)["documents"]} == {"already enrolled"}


def test_enrol_names_what_is_bad_and_does_the_rest(run: Run, exemplars: Path) -> None:
    (exemplars / "Ahlers" / "bad.png").write_bytes(b"no picture")
    (exemplars / "Ahlers" / "Thumbs.db").write_bytes(b"")
    shutil.copy(exemplars / "Cramer" / "a.png", exemplars / "Cramer" / "b.png")
    code, out, err = run("enrol", exemplars)
    assert code == 1
    assert ENROLLED in out
    assert "1 files in the folders are no scans" in out
    assert "bad.png is no PNG" in err
    assert "duplicate: b.png is the same file as “a.png”" in err
    assert run("database", "check")[0] == 0


def test_identify_against_the_database(
    run: Run, exemplars: Path, questioned: Path, tmp_path: Path
) -> None:
    run("enrol", exemplars)
    shutil.rmtree(exemplars)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    table = tmp_path / "ranking.csv"
    folder = tmp_path / "evidence"
    code, out, err = run(
        "identify", questioned, bad, "--csv", table, "--evidence", folder, "--evidence-top", 1
    )
    assert code == 1
    assert "bad.png" in err
    first = next(line for line in out.splitlines() if line.strip().startswith("1 "))
    assert first.split()[1] == "Ahlers"
    assert "no probability" in out
    assert sorted(file.name for file in folder.iterdir()) == [
        "Q1-01-Ahlers-contradicting.png", "Q1-01-Ahlers-pages.png", "Q1-01-Ahlers-supporting.png",
    ]  # fmt: skip
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert {row["writer"] for row in rows} == set(HANDS)
    assert rows[0]["sha256"] == hash_file(questioned)


def test_identify_as_json_by_document_and_with_a_closed_list(
    run: Run, exemplars: Path, questioned: Path, tmp_path: Path
) -> None:
    run("enrol", exemplars)
    code, out, _ = run(
        "identify", questioned, "--json", "--level", "document", "--writers", "Ahlers,Cramer",
        "--evidence", tmp_path / "e", "--evidence-top", 1,
    )  # fmt: skip
    record = json.loads(out)
    assert code == 0
    documented = set(re.findall(r"`(\w+)`", DOCUMENTED.read_text(encoding="utf-8")))
    assert set(keys(record)) <= documented
    assert (record["database"]["level"], record["database"]["closed_list"]) == ("document", True)
    item = record["items"][0]
    assert item["compared"] == 2
    best = item["candidates"][0]
    assert (best["writer"], best["document"]) == ("Ahlers", "a.png")
    assert best["evidence"]["sum_of_contributions"] == pytest.approx(best["score"], abs=1e-5)
    assert Path(best["evidence"]["supporting"][0]["known"]["file"]).name == "a.png"
    assert item["candidates"][1]["evidence"] is None
    assert "the closed list (Ahlers, Cramer)" in best["strength"]["h1"]
    assert "the other writer of that list" in best["strength"]["h2"]
    code, out, _ = run("identify", exemplars / "Ahlers" / "a.png")
    assert "left out, being the same file: a.png of Ahlers" in out
    _, out, _ = run("identify", questioned, "--exclude-document", "id:1")
    assert "left out, as asked" in out


def test_compare_with_a_writer_of_the_database(run: Run, exemplars: Path, questioned: Path) -> None:
    run("enrol", exemplars)
    scores = []
    for writer in ("Ahlers", "Cramer"):
        code, out, _ = run("compare", questioned, "--writer", writer, "--json")
        assert code == 0
        scores.append(json.loads(out)["score"])
    assert scores[0] > scores[1]
    code, out, _ = run("compare", questioned, "--writer", "Ahlers", "--document", "a.png")
    assert code == 0
    assert "known: a.png" in out


def test_another_model_asks_for_reencoding(
    run: Run, exemplars: Path, questioned: Path, small_model: Path, tmp_path: Path
) -> None:
    run("enrol", exemplars)
    other = make_other_model(small_model, tmp_path / "other")
    code, _, err = run("identify", questioned, model=other)
    assert code == 1
    assert "writerid reencode" in err
    code, out, _ = run("reencode", model=other)
    assert (code, "encoded 3 documents" in out) == (0, True)
    assert "encoded 0 documents" in run("reencode", model=other)[1]
    assert run("identify", questioned, model=other)[0] == 0
    code, out, _ = run("reencode", "--discard-others", "--json", model=other)
    assert json.loads(out)["discarded"] == 3


def test_the_writers_commands(run: Run, exemplars: Path, tmp_path: Path) -> None:
    run("enrol", exemplars)
    assert run("writers", "rename", "Ahlers", "Ahlers,\nAnn 🖋️")[0] == 0
    name = "Ahlers,\nAnn 🖋️"
    assert run("writers", "set", name, "--code", "K-1", "--notes", "left-handed")[0] == 0
    _, out, _ = run("writers", "list")
    assert "Ahlers,␊Ann 🖋️" in out
    _, out, _ = run("writers", "search", "LEFT", "--json")
    assert [writer["name"] for writer in json.loads(out)["writers"]] == [name]
    _, out, _ = run("writers", "show", "K-1")
    assert "left-handed" in out
    assert run("writers", "item", "K-1", "a.png", "--medium", "photocopy")[0] == 0
    assert "medium: photocopy" in run("writers", "show", "K-1")[1]
    assert run("writers", "archive", "K-1")[0] == 0
    assert "Ahlers" not in run("writers", "list", "--active")[1]
    assert run("writers", "unarchive", "K-1")[0] == 0
    assert run("writers", "merge", "K-1", "--into", "Cramer")[0] == 0
    assert run("writers", "split", "Cramer", "a.png (2)", "--to", "Ahlers")[0] == 0
    file = tmp_path / "out.zip"
    code, out, _ = run("writers", "export", "Ahlers", "Cramer", "--out", file)
    assert (code, "  Cramer" in out) == (0, True)
    code, out, _ = run("writers", "delete", "Cramer")
    assert code == 1
    assert "would delete writer “Cramer” with 1 documents" in out
    assert run("writers", "delete", "Cramer", "--yes")[0] == 0
    code, out, _ = run("writers", "import", file)
    assert (code, "imported 1 documents" in out) == (0, True)
    code, _, err = run("writers", "show", "Nobody")
    assert (code, "no writer “Nobody”" in err) == (1, True)
    assert run("database", "check")[0] == 0


def test_check_info_and_backup(run: Run, exemplars: Path, tmp_path: Path) -> None:
    run("enrol", exemplars)
    _, out, _ = run("database", "info", "--json")
    record = json.loads(out)
    assert (record["writers"], record["documents"], list(record["models"].values())) == (3, 3, [3])
    _, out, _ = run("database", "backup", "--json")
    assert Path(json.loads(out)["backup"]).is_file()
    stored = next((tmp_path / "database" / "originals").glob("*/*"))
    stored.chmod(0o644)
    stored.write_bytes(b"changed")
    code, _, err = run("database", "check")
    assert code == 1
    assert "a.png has been changed or damaged" in err
    (tmp_path / "database" / "writers.sqlite").write_bytes(b"x" * 9000)
    code, _, err = run("database", "info")
    assert (code, "is damaged" in err) == (1, True)


def test_without_a_database_it_says_how_to_make_one(run: Run, questioned: Path) -> None:
    code, _, err = run("identify", questioned)
    assert code == 1
    assert "make one with “writerid enrol”" in err
    assert "Traceback" not in err


def test_the_documented_commands_are_the_program_s() -> None:
    assert FILE.read_text(encoding="utf-8") == command_reference(), (
        "run python -m writerid.cli.reference"
    )


def leaves() -> list[str]:
    """Every command that does something, with its action."""
    names = [name for name, _ in _commands(build_parser())]
    return [name for name in names if not any(other.startswith(f"{name} ") for other in names)]


@pytest.mark.parametrize("command", leaves())
def test_every_command_has_an_example_and_tells_json(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--help"]) == 0
    told = capsys.readouterr().out
    assert f"example:\n  writerid {command}" in told
    assert "--json" in told


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing there")
def test_ctrl_c_stops_an_enrolment_cleanly_and_the_next_run_goes_on(
    tmp_path: Path, small_model: Path, run: Run
) -> None:
    for number in range(16):
        save_scribble(tmp_path / "many" / "Ahlers" / f"{number}.png", "Ahlers", number)
    command = [
        sys.executable, "-m", "writerid", "enrol", str(tmp_path / "many"), "--backend", "onnx",
        "--model", str(small_model), "--workers", "2",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    store = tmp_path / "database" / "originals"
    deadline = time.monotonic() + 60.0
    while len(list(store.glob("*/*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "writerid: stopped; what was finished is kept\n"
    assert run("database", "check")[0] == 0
    code, out, _ = run("enrol", tmp_path / "many", "--json")
    record = json.loads(out)
    assert code == 0
    assert record["documents"] + record["already"] == 16
    assert record["documents"] > 0


def test_benchmark_times_ranking_and_enrolment(
    exemplars: Path, questioned: Path, small_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "benchmark", str(questioned), "--runs", "1", "--gallery", "20", "--enrol", str(exemplars),
        "--enrol-into", "5", "--workers", "1", "--model", str(small_model), "--backend", "onnx",
    ]  # fmt: skip
    assert main([*command, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["gallery"]["documents"] == 60
    assert record["gallery"]["rank_writers_s"] > 0
    assert (record["enrolment"]["pages"], record["enrolment"]["documents_before"]) == (3, 15)
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "page to ranked list s" in out
    assert "pages a second" in out
