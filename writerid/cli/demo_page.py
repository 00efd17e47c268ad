"""The page that shows what the demonstration case gave."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from writerid.cli.identification import Identification
from writerid.cli.strength import STRENGTH_HEADER, strength_cells
from writerid.pipeline.statements import statements

SYNTHETIC = "Synthetic handwriting: drawn by a program from fonts, not written by any person."

STYLE = """
body { font: 16px/1.55 system-ui, sans-serif; color: #1c1e24; background: #fff;
       max-width: 1180px; margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; margin-bottom: .5rem; }
h2 { font-size: 1.3rem; margin-top: 3.5rem; border-top: 1px solid #c4c8d0; padding-top: 1.5rem; }
.note { background: #eef2f8; padding: .7rem 1rem; border-left: 4px solid #0054a6; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { padding: .3rem 1.4rem .3rem 0; text-align: left; border-bottom: 1px solid #dfe2e8; }
th { font-weight: 600; color: #60646e; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1.2rem 0 2rem; }
figcaption { color: #60646e; font-size: .9rem; margin-bottom: .4rem; }
img { width: 100%; height: auto; border: 1px solid #dfe2e8; }
"""

CAPTIONS = {
    "pages": "The two pages, paired patches outlined",
    "supporting": "Supporting patches, strongest first",
    "contradicting": "Contradicting patches, strongest first",
}


def truth(result: Identification, writer: str) -> str:
    """Who wrote a questioned letter in truth, beside where the ranking has this writer."""
    ranks = {candidate.writer: candidate.rank for candidate in result.candidates}
    first = result.candidates[0].writer
    if writer in ranks:
        return f"In truth written by {writer}: rank {ranks[writer]} of {len(ranks)} here."
    return (
        f"In truth written by nobody among the known. {first} ranks first all the same: someone "
        "always does."
    )


def demo_page(
    results: Sequence[Identification], answers: Mapping[Path, str], folder: Path, shown: int
) -> str:
    """HTML with the rankings, the truth and the pictures, which lie in ``folder``."""
    sections = [_section(result, answers[result.file], folder, shown) for result in results]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>writerid: demonstration case (synthetic)</title><style>{STYLE}</style></head>",
            "<body><h1>Demonstration case</h1>",
            f'<p class="note"><strong>{escape(SYNTHETIC)}</strong> What is reached here says '
            "nothing about casework.</p>",
            "<p>A score is a cosine, no probability. A likelihood ratio (LR) says how many times "
            "as probable the findings are if the candidate made the writing (H1) as if some "
            "other writer did (H2); it is no probability that somebody wrote it. Someone always "
            "ranks first: that alone does not say that the writer is among the known. All numbers, "
            'with what is needed to repeat them: <a href="results.json">results.json</a>.</p>',
            *sections,
            "</body></html>",
            "",
        ]
    )


def _section(result: Identification, writer: str, folder: Path, shown: int) -> str:
    rows = [
        f'<tr><td class="number">{candidate.rank}{"=" if candidate.tied else ""}</td>'
        f"<td>{escape(candidate.writer)}</td>"
        f'<td class="number">{candidate.score:.3f}</td>'
        f'<td class="number">{candidate.document_count}</td>'
        f'<td class="number">{candidate.writing_mm / 10.0:.0f}</td>'
        + "".join(
            f"<td>{escape(one)}</td>" for one in strength_cells(result.strengths, candidate.rank)
        )
        + "</tr>"
        for candidate in result.candidates[:shown]
    ]
    weighed = "".join(f"<th>{name}</th>" for name in STRENGTH_HEADER) if result.strengths else ""
    code, mean = result.code, result.candidates[0].reference_mean
    return "\n".join(
        [
            f"<h2>{escape(result.file.name)} (synthetic)</h2>",
            f"<p>{code.writing_mm / 10.0:.0f} cm of writing, {code.patch_count} patches. Mean "
            f"score against the model's reference writers: {mean:.3f}.</p>",
            '<table><tr><th class="number">rank</th><th>writer</th><th class="number">score</th>'
            '<th class="number">documents</th><th class="number">writing cm</th>'
            f"{weighed}</tr>",
            *rows,
            "</table>",
            f"<p><strong>{escape(truth(result, writer))}</strong></p>",
            *_strength(result),
            *[_figure(picture, folder) for picture in result.pictures],
        ]
    )


def _strength(result: Identification) -> list[str]:
    """Everything that is stated of the first candidate."""
    if not result.strengths:
        return []
    first = result.strengths[0]
    lines = "".join(
        f"<li><strong>{escape(one.topic)}.</strong> {escape(one.text)}</li>"
        for one in statements(first)
    )
    who = escape(first.compared.candidate)
    return [
        f"<details><summary>Strength of the findings for {who}</summary><ul>{lines}</ul></details>"
    ]


def _figure(picture: Path, folder: Path) -> str:
    link = quote(picture.relative_to(folder).as_posix())
    caption = next(
        (text for kind, text in CAPTIONS.items() if f"-{kind}" in picture.stem), picture.stem
    )
    return (
        f'<figure><figcaption>{caption}</figcaption><a href="{link}">'
        f'<img src="{link}" alt="{escape(picture.stem)}" loading="lazy"></a></figure>'
    )
