"""Names of writers and documents: kept as given, one spelling for one look."""

import unicodedata

from writerid.errors import WriterIdError

LONGEST_NAME = 500
MOST_STACKED = 5
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_name(text: str, what: str = "name") -> str:
    """The name as it is stored: composed Unicode (as é may be spelt in two ways), no outer space.

    Raises WriterIdError for an empty or endless name, and for one that is no text, as a file name
    in an unknown encoding is.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name or "\0" in name:
        raise WriterIdError(f"the {what} is empty: give one")
    if len(name) > LONGEST_NAME:
        raise WriterIdError(
            f"the {what} “{name[:40]}…” has {len(name)} letters: shorten it to {LONGEST_NAME}"
        )
    try:
        name.encode()
    except UnicodeEncodeError as error:
        shown = name.encode(errors="replace").decode()
        raise WriterIdError(
            f"the {what} “{shown}” is in an unknown encoding: rename the file or folder"
        ) from error
    return name


def plain_text(text: str) -> str:
    """Text of any origin, a path say, as something that can be stored and shown."""
    return text.encode(errors="replace").decode()


def shown_name(name: str) -> str:
    """The name on one line, with what would change the line itself made visible."""
    shown, stacked = [], 0
    for letter in name:
        stacked = stacked + 1 if unicodedata.combining(letter) else 0
        # More marks than any script stacks on a letter would run over other lines.
        if stacked <= MOST_STACKED:
            shown.append(_visible(letter))
        elif stacked == MOST_STACKED + 1:
            shown.append(f"\\u{ord(letter):04x}")
        elif stacked == MOST_STACKED + 2:
            shown.append("…")
    return "".join(shown)


def _visible(letter: str) -> str:
    if letter in DIRECTION_MARKS or letter in "\u2028\u2029":
        return f"\\u{ord(letter):04x}"
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    if 0x7F <= code < 0xA0:
        return f"\\x{code:02x}"
    return letter
