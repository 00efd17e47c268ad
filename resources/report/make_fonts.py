"""Makes the fonts of the reports that are subsets, from Debian's packages of Noto.

    apt-get download fonts-noto-core fonts-noto-mono fonts-noto-cjk
    for package in *.deb; do dpkg -x $package noto; done
    .venv/bin/python resources/report/make_fonts.py noto/usr/share/fonts

Arabic and Hebrew are kept whole. Of the Chinese, Japanese and Korean signs those are kept that the
national standards of common characters list, with their kana and hangul. Hashes are set in Noto
Sans Mono, of which the printable ASCII letters are kept; of Noto Sans Math, arrows and operators
such as the minus are kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent / "fonts"
WHOLE = (
    "NotoSansArabic-Regular",
    "NotoSansArabic-Bold",
    "NotoSansHebrew-Regular",
    "NotoSansHebrew-Bold",
)
BIG5_COMMON = range(0xA4, 0xC7)
"""First bytes of the frequent characters of Big5."""


def main(noto: Path) -> None:
    """Write the fonts into the folder beside this file."""
    for name in WHOLE:
        save(opened(noto, f"{name}.ttf"), None, f"{name}.ttf")
    ascii_letters = set(range(0x20, 0x7F)) | {0x2026}
    save(opened(noto, "NotoSansMono-Regular.ttf"), ascii_letters, "NotoSansMono-Regular.ttf")
    math = set(range(0x2190, 0x2300))
    save(opened(noto, "NotoSansMath-Regular.ttf"), math, "NotoSansMath-Regular.ttf")
    # Number 2 is the one whose shapes are those of the mainland: “Noto Sans CJK SC”.
    save(opened(noto, "NotoSansCJK-Regular.ttc", 2), common_signs(), "NotoSansCJKsc-Regular.otf")


def opened(noto: Path, name: str, number: int = -1) -> TTFont:
    """The font of that file name; ``number`` in a collection."""
    files = sorted(noto.rglob(name))
    if not files:
        raise SystemExit(f"{name} is not in {noto}")
    return TTFont(files[0], fontNumber=number, recalcTimestamp=False)


def common_signs() -> set[int]:
    """Code points of the signs in common use."""
    signs = {ord(sign) for sign in "".join(listed())}
    kana = set(range(0x3000, 0x3100)) | set(range(0x31F0, 0x3200)) | set(range(0xFF01, 0xFFF0))
    # Latin letters are those of Noto Sans.
    return {sign for sign in signs if sign >= 0x2E80} | kana


def listed() -> Iterator[str]:
    """What two bytes stand for in the encodings of GB 2312, JIS X 0208, KS X 1001, and Big5."""
    for encoding, leads in (
        ("gb2312", range(0xA1, 0xF8)),
        ("euc_jp", range(0xA1, 0xF5)),
        ("euc_kr", range(0xA1, 0xC9)),
        ("big5", BIG5_COMMON),
    ):
        for lead in leads:
            for trail in range(0x40, 0xFF):
                sign = bytes([lead, trail]).decode(encoding, errors="ignore")
                if len(sign) == 1:
                    yield sign


def save(font: TTFont, letters: set[int] | None, name: str) -> None:
    """Write a font with these letters alone, or whole, without what a report never uses."""
    options = Options()
    options.layout_features = ["*"] if letters is None else ["kern", "mark", "mkmk", "locl", "ccmp"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    kept = set(font.getBestCmap()) if letters is None else letters & set(font.getBestCmap())
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    font.save(TARGET / name)
    sys.stdout.write(f"{name}: {len(kept)} letters, {(TARGET / name).stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
