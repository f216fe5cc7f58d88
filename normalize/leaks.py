"""Letters that were encoded twice, or leaked from Windows-1252, mended; clean text never changes.

"cafÃ©" → "café", "zoâ€™n" → "zo’n", "zo\\x92n" → "zo’n"
"""

import re
from functools import cache

from normalize.profiles import load_table
from normalize.rules import Field, Fields

_SHOWN = 40
_MOST_TIMES = 4
"""How often a text may have been encoded: prices in a real file of Koha were four times."""


def mended(fields: Fields) -> Fields:
    """The fields with their texts mended, and a remark for each text that was."""
    remarks: list[tuple[str, str, str]] = []
    changed: dict[int, Field] = {}
    for place, field in enumerate(fields.fields):
        texts = [t for t in (field.value, *[t for _, t in field.subfields]) if not t.isascii()]
        if not texts or all([mend(text) == text for text in texts]):
            continue
        subfields = tuple((code, mend(text)) for code, text in field.subfields)
        changed[place] = field._replace(value=mend(field.value), subfields=subfields)
        wrong = next(text for text in texts if mend(text) != text)
        remarks.append(("text_mended", field.tag, wrong[:_SHOWN]))
    if not changed:
        return fields
    whole = tuple(changed.get(place, field) for place, field in enumerate(fields.fields))
    return Fields(whole, (*fields.remarks, *remarks), by=fields.by)


def mend(text: str) -> str:
    """`text` without leaks; source: `tables/leaks.toml`, whose rows and guards say what is one."""
    for _ in range(_MOST_TIMES):
        once = text if text.isascii() else _mended_once(text)
        if once == text:
            break
        text = once
    return text


def _mended_once(text: str) -> str:
    pairs, guarded, controls = _patterns()
    if _signs().isdisjoint(text):
        return text
    text = pairs.sub(_decoded, text)
    before = ""
    while text != before:  # A letter that is mended may be what the next one stands beside.
        before, text = text, guarded.sub(_decoded, text)
    if not controls.search(text) or _marks_nonfiling(text):
        return text
    return controls.sub(lambda found: found[0].encode("latin-1").decode("cp1252"), text)


def _marks_nonfiling(text: str) -> bool:
    """True where U+0098 and U+009C stand round an article (ISO 6630, German practice)."""
    return "\x98" in text and "\x9c" in text


def _decoded(found: re.Match[str]) -> str:
    raw = b"".join(map(_byte, found[0]))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _byte(sign: str) -> bytes:
    """The byte that a wrong reading made this sign of: by Windows-1252, else by Latin-1."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What is always a leak, what is one only beside a small letter, and the leaked controls."""
    table = load_table("leaks")
    doubtful = "".join(table["doubtful"]["signs"])
    sure, guarded = [], []
    for row in table["leak"]:
        seconds = _shown(row["then"])
        plain = re.escape("".join(sign for sign in seconds if sign not in doubtful))
        unsure = re.escape("".join(sign for sign in seconds if sign in doubtful))
        begins = re.escape(row["begins"])
        if row.get("sure"):
            plain, unsure = plain + unsure, ""
        sure.append(f"{begins}[{plain}]")
        if unsure:
            guarded.append(f"{begins}[{unsure}]")
    either = "|".join(guarded)
    controls = re.escape("".join(map(chr, table["controls"]["signs"])))
    small = f"[{''.join(chr(n) for n in range(0x61, 0x180) if chr(n).islower())}]"
    return (
        re.compile("|".join(sure)),
        re.compile(rf"(?<={small})(?:{either})|(?:{either})(?={small})"),
        re.compile(f"[{controls}]"),
    )


@cache
def _signs() -> frozenset[str]:
    """The signs that a leak begins with: a text without one has none."""
    table = load_table("leaks")
    controls = map(chr, table["controls"]["signs"])
    return frozenset((*[row["begins"][0] for row in table["leak"]], *controls))


def _shown(span: list[int]) -> str:
    """How the bytes of a span look when they are read as Windows-1252 or as Latin-1."""
    signs: dict[str, None] = {}
    for number in range(span[0], span[1] + 1):
        byte = bytes([number])
        signs[byte.decode("latin-1")] = None
        try:
            signs[byte.decode("cp1252")] = None
        except UnicodeDecodeError:
            continue
    return "".join(signs)
