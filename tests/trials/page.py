"""docs/trials.md, one section a trial: each trial writes its own and leaves the others."""

import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "trials.md"


def put_section(title: str, lines: Sequence[str], page: Path = PAGE) -> None:
    """Write the section “# title”, in its place where it is there already, else at the end."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    sections = [one for one in re.split(r"(?m)^(?=# )", text) if one.strip()]
    new = "\n".join([f"# {title}", "", *lines]).strip() + "\n"
    places = [i for i, one in enumerate(sections) if one.startswith(f"# {title}\n")]
    if places:
        sections[places[0]] = new
    else:
        sections.append(new)
    page.write_text("\n".join(one.strip() + "\n" for one in sections), encoding="utf-8")
