"""The house rules that no other tool checks."""

import ast
import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("numpy", "cv2", "torch", "onnxruntime", "sklearn", "scipy", "PIL", "PySide6")


def run_python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout


def test_engine_runs_without_qt_and_without_torch() -> None:
    out = run_python(
        "import sys; import writerid.pipeline.identify; "
        "print([m for m in ('torch', 'PySide6') if m in sys.modules])"
    )
    assert out.strip() == "[]"


@pytest.mark.parametrize("arguments", [["--help"], ["identify", "--help"], ["train", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    out = run_python(
        "import sys, contextlib, io\n"
        "from writerid.__main__ import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()): code = main({arguments!r})\n"
        f"print(code, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    assert out.strip() == "0 []"


def test_only_one_opencv_is_installed() -> None:
    names = [d.metadata["Name"].lower() for d in importlib.metadata.distributions()]
    assert sorted({n for n in names if n.startswith("opencv")}) == ["opencv-python-headless"]


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_is_ever_unpickled() -> None:
    for file in (ROOT / "writerid").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").split(".")[0]}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in {("torch", "load"), ("torch", "save")}, (
                    file
                )
                continue
            else:
                continue
            assert not names & {"pickle", "joblib", "dill", "shelve"}, file


def test_no_file_is_large() -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    for name in filter(None, tracked.stdout.split("\0")):
        file = ROOT / name
        if file.exists():
            assert file.stat().st_size < 10_000_000, name
