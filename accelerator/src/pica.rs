//! Normalised PICA+ cut at its signs: `normalize/sound_pica.py`.

use rustc_hash::FxHashSet as HashSet;
use std::borrow::Cow;

use crate::fields::{Field, Fields};
use crate::{Decline, Read};

const FIELD_END: u8 = 0x1E;
const SUBFIELD: u8 = 0x1F;
const BEHIND: [char; 5] = ['\r', '\n', '\u{1e}', '\0', ' '];

/// The wanted fields in their order; every field, wanted or not, must be sound.
pub fn read_pica<'a>(payload: &'a [u8], wanted: &HashSet<String>) -> Read<Fields<'a>> {
    let text = std::str::from_utf8(payload).map_err(|_| Decline)?.trim_end_matches(BEHIND);
    if has_odd_sign(text.as_bytes()) {
        return Err(Decline);
    }
    let mut fields = Vec::with_capacity(64);
    let mut lines = Some(text);
    while let Some(line) = next_piece(&mut lines, FIELD_END) {
        let mut pieces = Some(line);
        let head = next_piece(&mut pieces, SUBFIELD).ok_or(Decline)?;
        let (tag, occurrence) = tag_and_occurrence(head)?;
        if pieces.is_none() {
            return Err(Decline);
        }
        if wanted.contains(tag) {
            let subfields = subfields(pieces)?;
            let indicators = *b"  ";
            fields.push(Field { tag, subfields, indicators, occurrence, ..Field::default() });
        }
    }
    Ok(Fields { fields, remarks: Vec::new() })
}

/// The text up to a sign; what is behind the sign is left, none where there was no sign.
fn next_piece<'a>(left: &mut Option<&'a str>, sign: u8) -> Option<&'a str> {
    let text = left.take()?;
    // Pieces are short: looking at each byte is sooner than `str::split`.
    let Some(end) = text.bytes().position(|each| each == sign) else {
        return Some(text);
    };
    *left = Some(&text[end + 1..]);
    Some(&text[..end])
}

fn subfields(mut pieces: Option<&str>) -> Read<Vec<(u8, Cow<'_, str>)>> {
    let mut found = Vec::new();
    while let Some(piece) = next_piece(&mut pieces, SUBFIELD) {
        let code = *piece.as_bytes().first().ok_or(Decline)?;
        found.push((code, Cow::Borrowed(piece.get(1..).ok_or(Decline)?)));
    }
    Ok(found)
}

/// Whether a subfield has no code, a line or a record ends inside, or a letter stands for something
/// else: U+009F, U+FEFF (with its block) and `Ÿ`, which DOS or a mark of the byte order left.
fn has_odd_sign(text: &[u8]) -> bool {
    let is_code =
        |sign: u8| (sign.wrapping_sub(b'0') < 10) | ((sign | 0x20).wrapping_sub(b'a') < 26);
    let ends = |sign: u8| (sign == b'\n') | (sign == b'\r') | (sign == 0x1D);
    let odd = |sign: u8, next: u8| {
        ((sign == SUBFIELD) & !is_code(next))
            | ((sign == 0xC2) & (next == 0x9F))
            | ((sign == 0xEF) & (next == 0xBB))
            | ((sign == 0xC5) & (next == 0xB8))
            | ends(sign)
    };
    // Without a branch the compiler looks at many at once.
    let pairs = text.iter().zip(text.iter().skip(1));
    pairs.fold(false, |found, (sign, next)| found | odd(*sign, *next))
        || text.last().is_some_and(|sign| *sign == SUBFIELD || ends(*sign))
}

/// `021A`, or `209A/01`; one blank may follow.
fn tag_and_occurrence(head: &str) -> Read<(&str, &str)> {
    let bare = head.strip_suffix(' ').unwrap_or(head);
    let (tag, occurrence) = match bare.split_once('/') {
        Some((tag, occurrence)) if matches!(occurrence.len(), 2 | 3) => (tag, occurrence),
        Some(_) => return Err(Decline),
        None => (bare, ""),
    };
    if is_tag(tag.as_bytes()) && occurrence.bytes().all(|sign| sign.is_ascii_digit()) {
        Ok((tag, occurrence))
    } else {
        Err(Decline)
    }
}

fn is_tag(tag: &[u8]) -> bool {
    matches!(tag, [b'0'..=b'2', b'0'..=b'9', b'0'..=b'9', b'A'..=b'Z' | b'@'])
}
