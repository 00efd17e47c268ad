"""A model adapted to one's own writers, from labels and from a database, and its use."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.adaptable_model import make_adaptable_model
from tests.many_hands import save_collection
from writerid.__main__ import main
from writerid.casework.adapting import AdaptationRequest, AdaptedModel, make_adapted_model
from writerid.errors import AdaptationError, Cancelled, ModelError
from writerid.pipeline.encoding import Encoder
from writerid.pipeline.model_files import ADAPTATION, open_model
from writerid.tasks import Task

Run = Callable[..., tuple[int, str, str]]
WRITERS = 22


@pytest.fixture(scope="module")
def base(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_adaptable_model(small_model, tmp_path_factory.mktemp("models") / "base")


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_collection(tmp_path_factory.mktemp("collection") / "pages", WRITERS)


def request_for(base: Path, labels: Path, out: Path, **options: object) -> AdaptationRequest:
    cache = labels.parent.parent / "cache" / "pages"
    return AdaptationRequest(
        base, out, labels, cache=cache, workers=1, backend="onnx", **options  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture(scope="module")
def adapted(base: Path, labels: Path) -> AdaptedModel:
    """To six writers of 22, which are fewer than a laboratory would need."""
    out = base.parent / "adapted"
    request = request_for(base, labels, out, label="scribbles", most_writers=6, least_writers=6)
    return make_adapted_model(request)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([*map(str, arguments), "--backend", "onnx"])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return command


def collection(labels: Path) -> tuple[object, ...]:
    cache = labels.parent.parent / "cache" / "pages"
    return ("--labels", labels, "--cache", cache, "--workers", 1)


def test_from_labels_a_sealed_model_that_tells_what_it_is(
    run: Run, base: Path, labels: Path, tmp_path: Path
) -> None:
    before = {file.name: file.read_bytes() for file in base.iterdir()}
    command = ("adapt", *collection(labels), "--model", base, "--label", "twenty hands")
    code, out, err = run(*command, "--out", tmp_path / "mine", "--json")
    made = json.loads(out)
    assert code == 0
    assert "2 of them are left" in err
    record = made["adaptation"]
    assert (record["writers"], record["pages"], record["writers_left"]) == (20, 40, 2)
    assert record["beyond_half"]
    assert record["base"]["model_id"] == open_model(base).model_id != made["model_id"]
    sealed = json.loads((tmp_path / "mine" / ADAPTATION).read_text(encoding="utf-8"))
    assert len(sealed["pages_sha256"]) == 40
    assert sealed["pages_sha256"] == sorted(sealed["pages_sha256"])
    card = (tmp_path / "mine" / "card.md").read_text(encoding="utf-8")
    assert "# Model card: mine" in card
    assert "Adapted to: twenty hands." in card
    assert open_model(base).model_id in card
    code, out, _ = run("info", "--model", tmp_path / "mine")
    assert "adapted to twenty hands: 20 writers, 40 pages" in out
    told = json.loads(run("info", "--model", tmp_path / "mine", "--json")[1])
    assert told["model"]["adaptation"] == record
    assert before == {file.name: file.read_bytes() for file in base.iterdir()}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mine"]


def test_the_same_pages_make_the_same_model(
    adapted: AdaptedModel, base: Path, labels: Path, tmp_path: Path
) -> None:
    options = {"label": "scribbles", "most_writers": 6, "least_writers": 6}
    again = make_adapted_model(request_for(base, labels, tmp_path / "again", **options))
    assert again.model.model_id == adapted.model.model_id
    before = Encoder.load(base / "encoder.npz")
    after = Encoder.load(adapted.model.folder / "encoder.npz")
    for name in ("centre", "projection", "deviation", "weight"):
        assert np.array_equal(getattr(before, name), getattr(after, name))
    assert not np.allclose(before.mean, after.mean)
    assert not np.allclose(before.decorrelation, after.decorrelation)


def test_pages_adapted_to_are_never_questioned(
    run: Run, adapted: AdaptedModel, labels: Path, tmp_path: Path
) -> None:
    source, model = collection(labels), ("--model", adapted.model.folder)
    code, out, err = run("evaluate", *source, *model, "--json")
    record = json.loads(out)
    assert (code, record["adapted_pages"]) == (0, 12)
    assert (record["queries"], record["documents"], record["writers"]) == (32, 44, 22)
    assert "adapted to 12 of these very pages" in err
    code, out, err = run("scores", *source, *model, "--out", tmp_path / "s.npz", "--json")
    assert (json.loads(out)["queries"], json.loads(out)["adapted_pages"]) == (32, 12)
    with np.load(tmp_path / "s.npz") as stored:
        assert stored["scores"].shape == (32, 44)
        asked, known = set(stored["query_path"]), set(stored["document_path"])
    assert len(known - asked) == 12
    code, out, err = run("calibrate", *source, *model, "--out", tmp_path / "c")
    assert (code, out) == (1, "")
    assert "adapted to 12 of these very pages" in err
    assert "16 writers have writing on two documents" in err


def test_contributions_still_add_up_to_the_score(
    run: Run, adapted: AdaptedModel, labels: Path, tmp_path: Path
) -> None:
    questioned, known = labels.parent / "a" / "w0-0.png", tmp_path / "known"
    for number in (0, 2, 4):
        (known / f"writer {number}").mkdir(parents=True)
        shutil.copy(labels.parent / "a" / f"w{number}-1.png", known / f"writer {number}")
    command = ("identify", questioned, "--known", known, "--model", adapted.model.folder)
    pictures = ("--evidence", tmp_path / "e", "--evidence-top", 1)
    code, out, _ = run(*command, *pictures, "--json")
    assert code == 0
    record = json.loads(out)
    assert record["model_id"] == adapted.model.model_id
    best = record["items"][0]["candidates"][0]
    evidence = best["evidence"]
    assert evidence["sum_of_contributions"] == pytest.approx(best["score"], abs=1e-5)
    assert evidence["sum_of_relative_contributions"] == pytest.approx(
        best["score"] - best["reference_mean"], abs=1e-5
    )
    # The calibration that ships is of another model.
    assert all(c["strength"]["log10_lr"] is None for c in record["items"][0]["candidates"])


def test_from_a_database_and_on_to_its_identification(
    run: Run, base: Path, labels: Path, tmp_path: Path
) -> None:
    known, database = tmp_path / "known", tmp_path / "lab"
    for number in range(21):
        name = f"w{number}-0.png"
        (known / f"writer {number:02}").mkdir(parents=True)
        shutil.copy(labels.parent / "ab"[number % 2] / name, known / f"writer {number:02}" / name)
    lab = ("--database", database)
    assert run("enrol", known, *lab, "--model", base, "--workers", 1)[0] == 0
    mine = tmp_path / "mine"
    code, out, err = run("adapt", *lab, "--model", base, "--out", mine, "--most-writers", 20)
    assert (code, err) == (0, "")
    assert "adapted to 20 writers, 20 pages" in out
    assert f"writerid reencode --database {database} --model {mine}" in out
    assert json.loads((mine / ADAPTATION).read_text())["source"] == "database lab"
    assert run("reencode", *lab, "--model", mine, "--workers", 1)[0] == 0
    questioned = labels.parent / "a" / "w0-1.png"
    code, out, _ = run("identify", questioned, *lab, "--model", mine, "--json")
    record = json.loads(out)
    assert (code, record["model_id"]) == (0, open_model(mine).model_id)
    assert len(record["items"][0]["candidates"]) > 1


def test_what_can_not_be_adapted_is_a_sentence_and_leaves_nothing(
    run: Run, adapted: AdaptedModel, base: Path, small_model: Path, labels: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mine"
    command = ("adapt", *collection(labels), "--out")
    for model, sentence in (
        (adapted.model.folder, "adapted already (to scribbles): adapt the model that it came from"),
        (small_model, "fitted without decorrelation"),
    ):
        code, text, err = run(*command, out, "--model", model)
        assert (code, text) == (1, "")
        assert sentence in err
    assert "the model to be adapted" in run(*command, base, "--model", base)[2]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    assert "holds something already" in run(*command, tmp_path / "full", "--model", base)[2]
    few = tmp_path / "few.csv"
    rows = labels.read_text(encoding="utf-8").splitlines()[: 1 + 2 * 19]
    few.write_text("\n".join(rows).replace("\n", f"\n{labels.parent}/"), encoding="utf-8")
    code, _, err = run("adapt", "--labels", few, "--model", base, "--out", out)
    assert code == 1
    assert "there is writing of 19 writers: a model is adapted to 20 or more" in err
    code, _, err = run("adapt", "--split", "val", "--model", base, "--out", out)
    assert (code, "--split is for --labels" in err) == (2, True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["few.csv", "full"]


def test_stopped_it_leaves_nothing(base: Path, labels: Path, tmp_path: Path) -> None:
    task = Task(lambda _done, _total, label: task.cancel() if label == "adapting" else None)
    with pytest.raises(Cancelled):
        make_adapted_model(
            request_for(base, labels, tmp_path / "mine", most_writers=6, least_writers=6), task
        )
    assert list(tmp_path.iterdir()) == []


def test_writers_without_readable_pages_do_not_count(
    base: Path, labels: Path, tmp_path: Path
) -> None:
    copied = shutil.copytree(labels.parent, tmp_path / "pages")
    for number in range(3):
        for file in copied.rglob(f"w{number}-*.png"):
            file.write_text(f"no picture {file.name}")
    with pytest.raises(AdaptationError, match=r"of 20 writers chosen, 1[789] have a page"):
        make_adapted_model(request_for(base, copied / "labels.csv", tmp_path / "mine"))


def test_a_changed_or_added_record_is_named(
    adapted: AdaptedModel, base: Path, tmp_path: Path
) -> None:
    model = shutil.copytree(adapted.model.folder, tmp_path / "model")
    file = model / ADAPTATION
    file.write_text(file.read_text(encoding="utf-8").replace("scribbles", "letters"), "utf-8")
    with pytest.raises(ModelError, match=r"adaptation\.json has been changed or damaged"):
        open_model(model)
    file.unlink()
    with pytest.raises(ModelError, match=r"adaptation\.json is missing"):
        open_model(model)
    other = shutil.copytree(base, tmp_path / "other")
    shutil.copy(adapted.model.folder / ADAPTATION, other)
    with pytest.raises(ModelError, match=r"adaptation\.json does not belong to this model"):
        open_model(other)
