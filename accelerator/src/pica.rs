//! Normalised PICA+ cut at its signs: `normalize/sound_pica.py`.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::fields::{Field, Fields};
use crate::{Decline, Read};

const FIELD_END: char = '\u{1e}';
const SUBFIELD: char = '\u{1f}';
const BEHIND: [char; 5] = ['\r', '\n', FIELD_END, '\0', ' '];
/// What DOS or a mark of the byte order left.
const ODD_LETTERS: [char; 3] = ['\u{9f}', '\u{feff}', 'Ÿ'];

/// The wanted fields in their order; every field, wanted or not, must be sound.
pub fn read_pica<'a>(payload: &'a [u8], wanted: &HashSet<String>) -> Read<Fields<'a>> {
    let text = std::str::from_utf8(payload).map_err(|_| Decline)?.trim_end_matches(BEHIND);
    if has_odd_sign(text) {
        return Err(Decline);
    }
    let mut fields = Vec::with_capacity(64);
    for line in text.split(FIELD_END) {
        let (head, content) = line.split_once(SUBFIELD).ok_or(Decline)?;
        let (tag, occurrence) = tag_and_occurrence(head)?;
        if !content.split(SUBFIELD).all(has_code) {
            return Err(Decline);
        }
        if wanted.contains(tag) {
            let pieces = content.split(SUBFIELD);
            let subfields =
                pieces.map(|piece| (piece.as_bytes()[0], Cow::Borrowed(&piece[1..]))).collect();
            let indicators = *b"  ";
            fields.push(Field { tag, subfields, indicators, occurrence, ..Field::default() });
        }
    }
    Ok(Fields { fields, remarks: Vec::new() })
}

/// Whether a line or a record ends inside, or a letter stands for something else.
fn has_odd_sign(text: &str) -> bool {
    let ends = |sign: u8| (sign == b'\n') | (sign == b'\r') | (sign == 0x1D);
    text.bytes().fold(false, |found, sign| found | ends(sign))
        || (!text.is_ascii() && ODD_LETTERS.iter().any(|letter| text.contains(*letter)))
}

fn has_code(piece: &str) -> bool {
    piece.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
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
