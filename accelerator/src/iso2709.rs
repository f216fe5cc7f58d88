//! ISO 2709 by its directory: `normalize/iso2709.py`, as `normalize/marc21.py` asks for it.
//!
//! Only UTF-8 and ASCII, and only records whose leader, directory and fields agree to the byte.

use rustc_hash::FxHashSet as HashSet;
use std::borrow::Cow;

use crate::fields::{Field, Fields};
use crate::{Decline, Read};

const LEADER_LENGTH: usize = 24;
const ENTRY_LENGTH: usize = 12;
const FIELD_END: u8 = 0x1E;
const SUBFIELD: u8 = 0x1F;
const ESCAPE: u8 = 0x1B;
const AROUND: &[u8] = b"\r\n\x1d \x00\x1a";

/// The leader as `LDR` and the wanted fields, in the order of the directory.
pub fn read_iso2709<'a>(payload: &'a [u8], wanted: &HashSet<String>) -> Read<Fields<'a>> {
    let body = trimmed(payload);
    let text = std::str::from_utf8(body).map_err(|_| Decline)?;
    // An escape may begin another script of MARC-8.
    if body.contains(&ESCAPE) {
        return Err(Decline);
    }
    let fields = walk_directory(text, wanted)?;
    if fields.len() < 2 || has_stray_sign(body) {
        return Err(Decline);
    }
    Ok(Fields { fields, remarks: encoding_remarks(text) })
}

fn trimmed(payload: &[u8]) -> &[u8] {
    let kept = |sign: &u8| !AROUND.contains(sign);
    match (payload.iter().position(kept), payload.iter().rposition(kept)) {
        (Some(first), Some(last)) => &payload[first..=last],
        _ => &[],
    }
}

fn encoding_remarks(text: &str) -> Vec<(&'static str, &'static str, String)> {
    let said = &text[9..10];
    if text.is_ascii() || said == "a" {
        return Vec::new();
    }
    vec![("encoding_declared_wrong", "leader/09", said.to_owned())]
}

fn walk_directory<'a>(text: &'a str, wanted: &HashSet<String>) -> Read<Vec<Field<'a>>> {
    let body = text.as_bytes();
    let leader = body.get(..LEADER_LENGTH).filter(|leader| is_leader(leader)).ok_or(Decline)?;
    let base = number(&leader[12..17]);
    if number(&leader[..5]) != body.len() + 1 || body.get(base.wrapping_sub(1)) != Some(&FIELD_END)
    {
        return Err(Decline);
    }
    let directory = text.get(LEADER_LENGTH..base - 1).ok_or(Decline)?;
    let data = text.get(base..).ok_or(Decline)?;
    if directory.is_empty() || !directory.len().is_multiple_of(ENTRY_LENGTH) {
        return Err(Decline);
    }
    let mut fields = Vec::with_capacity(1 + directory.len() / ENTRY_LENGTH);
    fields.push(Field {
        tag: "LDR",
        value: Cow::Borrowed(&text[..LEADER_LENGTH]),
        indicators: *b"  ",
        ..Field::default()
    });
    for (at, entry) in (0..).step_by(ENTRY_LENGTH).zip(directory.as_bytes().chunks(ENTRY_LENGTH)) {
        if !is_entry(entry) {
            return Err(Decline);
        }
        let tag = &directory[at..at + 3];
        if wanted.contains(tag) {
            fields.push(field(tag, content(data, entry)?)?);
        }
    }
    Ok(fields)
}

/// Lengths where they belong, and no sign that is not ASCII.
fn is_leader(leader: &[u8]) -> bool {
    let printable = |sign: &u8| (0x20..=0x7E).contains(sign);
    leader[..5].iter().chain(&leader[12..17]).all(u8::is_ascii_digit)
        && leader[5..12].iter().chain(&leader[17..]).all(printable)
}

fn is_entry(entry: &[u8]) -> bool {
    entry[..3].iter().all(u8::is_ascii_alphanumeric) && entry[3..].iter().all(u8::is_ascii_digit)
}

fn number(digits: &[u8]) -> usize {
    digits.iter().fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'))
}

/// What an entry of the directory points at, which must end as a field does.
fn content<'a>(data: &'a str, entry: &[u8]) -> Read<&'a str> {
    let start = number(&entry[7..]);
    let end = (start + number(&entry[3..7])).checked_sub(1).ok_or(Decline)?;
    if data.as_bytes().get(end) != Some(&FIELD_END) {
        return Err(Decline);
    }
    data.get(start..end).ok_or(Decline)
}

fn field<'a>(tag: &'a str, content: &'a str) -> Read<Field<'a>> {
    if tag.starts_with("00") && tag.as_bytes()[2].is_ascii_digit() {
        let value = Cow::Borrowed(content);
        return Ok(Field { tag, value, indicators: *b"  ", ..Field::default() });
    }
    let mut pieces = content.split(char::from(SUBFIELD));
    let indicators = indicators(pieces.next().unwrap_or_default())?;
    let subfields = pieces.filter(|piece| !piece.is_empty()).map(subfield);
    let subfields = subfields.collect::<Read<Vec<_>>>()?;
    Ok(Field { tag, subfields, indicators, ..Field::default() })
}

/// The first two signs, or blanks where there are none.
fn indicators(marks: &str) -> Read<[u8; 2]> {
    let mut signs = marks.bytes().chain(*b"  ");
    let found = [signs.next().unwrap_or(b' '), signs.next().unwrap_or(b' ')];
    if found.is_ascii() { Ok(found) } else { Err(Decline) }
}

fn subfield(piece: &str) -> Read<(u8, Cow<'_, str>)> {
    let code = piece.as_bytes()[0];
    // A code that is not ASCII has no end of a sign behind its first byte.
    let text = piece.get(1..).ok_or(Decline)?;
    Ok((code, Cow::Borrowed(text)))
}

/// Whether `normalize/stray_signs.py` would look for signs where no subfield begins.
fn has_stray_sign(body: &[u8]) -> bool {
    let next = body.iter().skip(1);
    // Without a branch the compiler looks at many at once.
    let without_code = body
        .iter()
        .zip(next)
        .fold(false, |found, (sign, next)| found | ((*sign == SUBFIELD) & (*next <= 0x20)));
    without_code || body.ends_with(&[SUBFIELD]) || is_first_in_control(body)
}

/// Whether the first sign of all stands in a control field, or there is none.
fn is_first_in_control(body: &[u8]) -> bool {
    let Some(first) = body.iter().position(|sign| *sign == SUBFIELD) else {
        return true;
    };
    let before = body.get(LEADER_LENGTH..first).unwrap_or_default();
    let ended = before.iter().filter(|sign| **sign == FIELD_END).count();
    let entry = LEADER_LENGTH + ENTRY_LENGTH * ended.saturating_sub(1);
    body.get(entry..).is_none_or(|entry| entry.starts_with(b"00"))
}
