"""Labels files, right and wrong."""

from pathlib import Path

import pytest

from writerid.errors import LabelsError
from writerid.labels import folder_labels, read_labels
from writerid.model import Box


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    for name in ("a.png", "b.png", "ü 字.png"):
        (folder / name).write_bytes(b"x")
    file = folder / "labels.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_columns_may_come_in_any_order_and_be_more(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "writer,extra,document,path,dpi,box,split\nAnn,1,d1,a.png,200,10 20 30 40,val\n"
        '"O\'Neil, ""Bo""",2,d2,ü 字.png,,,train\n',
    )
    first, second = read_labels(file).pages
    assert (first.writer, first.dpi, first.box, first.split) == (
        "Ann", 200.0, Box(10, 20, 30, 40), "val",
    )  # fmt: skip
    assert (second.writer, second.path, second.dpi) == ('O\'Neil, "Bo"', "ü 字.png", None)


def test_missing_files_and_repeated_rows_are_listed_and_the_rest_is_done(tmp_path: Path) -> None:
    file = write(tmp_path, "path,writer,document\na.png,A,1\ngone.png,A,2\na.png,A,1\nb.png,B,1\n")
    labels = read_labels(file)
    assert [page.path for page in labels.pages] == ["a.png", "b.png"]
    assert [lost.reason for lost in labels.skipped] == [
        "labels.csv, line 3: there is no file gone.png",
        "labels.csv, line 4: repeats a row",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,writer\na.png,A\n", "no column “document”"),
        ("", "no column “path”"),
        ("path,writer,document\na.png,A,1\na.png,B,1\n", "stands under “A” and “B”"),
        ("path,writer,document\na.png,,1\n", "line 2: writer is empty"),
        ("path,writer,document,split\na.png,A,1,dev\n", "split is “dev”"),
        ("path,writer,document,dpi\na.png,A,1,many\n", "line 2"),
        ("path,writer,document,box\na.png,A,1,1 2 3\n", "box is “1 2 3”"),
        ("path,writer,document\ngone.png,A,1\n", "names no image that exists"),
    ],
)
def test_doubtful_labels_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LabelsError, match=words):
        read_labels(write(tmp_path, text))


def test_another_encoding_is_named(tmp_path: Path) -> None:
    text = "path,writer,document\na.png,Müller,1\n"
    with pytest.raises(LabelsError, match="not UTF-8"):
        read_labels(write(tmp_path, text, "latin-1"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match=r"nowhere\.csv"):
        read_labels(tmp_path / "nowhere.csv")


def test_a_split_without_rows_says_which_there_are(tmp_path: Path) -> None:
    file = write(tmp_path, "path,writer,document,split\na.png,A,1,train\n")
    with pytest.raises(LabelsError, match=r"no rows of split “val” \(present: train\)"):
        read_labels(file).of_split("val")


def test_one_folder_is_one_writer(tmp_path: Path) -> None:
    (tmp_path / "Ann").mkdir()
    for name in ("Ann/1.png", "Ann/2.JPG", "Ann/notes.txt", "Bo.png", ".hidden.png"):
        (tmp_path / name).write_bytes(b"x")
    labels = folder_labels(tmp_path, (".png", ".jpg"))
    assert [(p.writer, p.document) for p in labels.pages] == [
        ("Ann", "Ann/1.png"), ("Ann", "Ann/2.JPG"), ("Bo", "Bo.png"),
    ]  # fmt: skip
    with pytest.raises(LabelsError, match="holds no images"):
        folder_labels(tmp_path / "Ann", (".tif",))


def test_cells_with_line_breaks_and_odd_separators_stay_whole(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        'path,writer,document\r\na.png,"Ann\nLee","x\u2028y"\r\nb.png,B\x85b,1\r\n',
    )
    first, second = read_labels(file).pages
    assert (first.writer, first.document, second.writer) == ("Ann\nLee", "x\u2028y", "B\x85b")


def test_a_comma_outside_quotes_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="line 2: more cells than columns"):
        read_labels(write(tmp_path, "path,writer,document\na.png,Lee, Ann,1\n"))


def test_a_collection_is_the_first_folder_below_the_labels_and_no_other(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in (home / "one" / "w", home / "two", tmp_path / "else"):
        folder.mkdir(parents=True)
        (folder / "a.png").write_bytes(b"x")
    (home / "b.png").write_bytes(b"x")
    rows = {
        "one/w/a.png": "one",
        str(home / "two" / "a.png"): "two",
        "../else/a.png": "",
        "b.png": "",
    }
    lines = [f"{path},w{number},d" for number, path in enumerate(rows)]
    file = home / "labels.csv"
    file.write_text("\n".join(["path,writer,document", *lines]), encoding="utf-8")
    assert [page.collection for page in read_labels(file).pages] == list(rows.values())
    file.write_text("path,writer,document,collection\nb.png,w,d,three\n", encoding="utf-8")
    assert [page.collection for page in read_labels(file).pages] == ["three"]
