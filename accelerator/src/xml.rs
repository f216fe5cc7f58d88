//! MARCXML and PicaXML of plain records, read in one pass: `normalize/sound_xml.py`.
//!
//! A record is plain where it is, from its first sign to its last, a `record` of leaders, control
//! fields and then data fields of subfields. Only white space and names in ASCII are taken.

use rustc_hash::FxHashSet as HashSet;
use std::borrow::Cow;

use crate::fields::{Field, Fields};
use crate::{Decline, Read};

/// The attributes that a data field may have; `None` where it has them not.
#[derive(Default)]
struct Attributes<'a> {
    tag: Option<&'a str>,
    ind1: Option<&'a str>,
    ind2: Option<&'a str>,
    occurrence: Option<&'a str>,
}

/// The attributes of a data field as a field without content.
type Start = for<'a> fn(&Attributes<'a>) -> Read<Field<'a>>;

/// The wanted fields of a MARCXML record, in their order.
pub fn read_marcxml<'a>(payload: &'a [u8], wanted: &HashSet<String>) -> Read<Fields<'a>> {
    sound_xml(payload, wanted, marc_start)
}

/// The wanted fields of a PicaXML record, in their order.
pub fn read_pica_xml<'a>(payload: &'a [u8], wanted: &HashSet<String>) -> Read<Fields<'a>> {
    sound_xml(payload, wanted, pica_start)
}

fn sound_xml<'a>(payload: &'a [u8], wanted: &HashSet<String>, start: Start) -> Read<Fields<'a>> {
    let text = plain_text(payload)?;
    let mut scanner = Scanner::new(text)?;
    let mut fields = Vec::with_capacity(64);
    while let Some(field) = scanner.control()? {
        if wanted.contains(field.tag) {
            fields.push(field);
        }
    }
    while let Some(attributes) = scanner.data_field()? {
        let mut field = start(&attributes)?;
        let is_wanted = wanted.contains(field.tag);
        while let Some(subfield) = scanner.subfield()? {
            if is_wanted {
                field.subfields.push(subfield);
            }
        }
        if is_wanted {
            fields.push(field);
        }
    }
    scanner.end()?;
    if fields.is_empty() { Err(Decline) } else { Ok(Fields { fields, remarks: Vec::new() }) }
}

/// A MARC 21 data field: its tag and indicators, blank where they are not.
fn marc_start<'a>(found: &Attributes<'a>) -> Read<Field<'a>> {
    let mark = |text: Option<&str>| text.and_then(|text| text.bytes().next()).unwrap_or(b' ');
    let indicators = [mark(found.ind1), mark(found.ind2)];
    if found.occurrence.is_some() || !indicators.is_ascii() {
        return Err(Decline);
    }
    Ok(Field { tag: found.tag.ok_or(Decline)?, indicators, ..Field::default() })
}

/// A PICA+ field: its tag and occurrence.
fn pica_start<'a>(found: &Attributes<'a>) -> Read<Field<'a>> {
    let (tag, occurrence) = (found.tag.ok_or(Decline)?, found.occurrence.unwrap_or_default());
    Ok(Field { tag, occurrence, indicators: *b"  ", ..Field::default() })
}

/// The payload as text, where it holds nothing that only a parser can judge.
fn plain_text(payload: &[u8]) -> Read<&str> {
    let odd = |sign: u8| (sign < 0x20) & (sign != b'\t') & (sign != b'\n');
    // Without a branch the compiler looks at many at once.
    if payload.iter().fold(false, |found, sign| found | odd(*sign)) {
        return Err(Decline);
    }
    let text = std::str::from_utf8(payload).map_err(|_| Decline)?;
    // Both begin with this byte.
    if payload.contains(&0xEF) && text.contains(['\u{fffe}', '\u{ffff}']) {
        return Err(Decline);
    }
    if text.contains('&') && !text.split('&').skip(1).all(|behind| reference(behind).is_some()) {
        return Err(Decline);
    }
    Ok(text)
}

/// What the reference stands for that begins a text without its `&`, and what is behind it.
fn reference(behind: &str) -> Option<(char, &str)> {
    const NAMED: [(&str, char); 5] =
        [("lt;", '<'), ("gt;", '>'), ("amp;", '&'), ("quot;", '"'), ("apos;", '\'')];
    if let Some(numbered) = behind.strip_prefix('#') {
        return by_number(numbered);
    }
    NAMED.iter().find_map(|(name, sign)| Some((*sign, behind.strip_prefix(name)?)))
}

/// The same of a number with its semicolon; none where XML 1.0 §2.2 has no such character.
fn by_number(numbered: &str) -> Option<(char, &str)> {
    let (digits, radix, most) = match numbered.strip_prefix('x') {
        Some(digits) => (digits, 16, 6),
        None => (numbered, 10, 7),
    };
    let length = digits.bytes().take_while(|sign| char::from(*sign).is_digit(radix)).count();
    let rest = digits[length..].strip_prefix(';')?;
    if !(1..=most).contains(&length) {
        return None;
    }
    let sign = char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?;
    let no_text = matches!(sign, '\0'..='\x08' | '\x0b'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    (!no_text).then_some((sign, rest))
}

/// `text` with what its references stand for.
fn without_references(text: &str) -> Cow<'_, str> {
    let Some((first, rest)) = text.split_once('&') else {
        return Cow::Borrowed(text);
    };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(first);
    for piece in rest.split('&') {
        if let Some((sign, behind)) = reference(piece) {
            plain.push(sign);
            plain.push_str(behind);
        }
    }
    Cow::Owned(plain)
}

/// What is left of a record, behind its first tag.
struct Scanner<'a> {
    prefix: &'a str,
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Read<Self> {
        let inside = without_space(text).strip_prefix('<').ok_or(Decline)?;
        let (tag, rest) = inside.split_once('>').ok_or(Decline)?;
        let end = tag.find(is_space).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        let prefix = name.strip_suffix("record").ok_or(Decline)?;
        if attributes.contains('<') || !is_declared(prefix, attributes) {
            return Err(Decline);
        }
        Ok(Self { prefix, rest: without_space(rest) })
    }

    /// The next leader or control field.
    fn control(&mut self) -> Read<Option<Field<'a>>> {
        let indicators = *b"  ";
        if self.takes("leader>") {
            let value = self.text_to("leader>")?;
            return Ok(Some(Field { tag: "LDR", value, indicators, ..Field::default() }));
        }
        if !self.takes("controlfield tag=\"") {
            return Ok(None);
        }
        let (tag, rest) = self.rest.split_once('"').ok_or(Decline)?;
        let odd = |sign: u8| !sign.is_ascii() || b"<>& \t\n".contains(&sign);
        self.rest = rest.strip_prefix('>').ok_or(Decline)?;
        if tag.bytes().any(odd) {
            return Err(Decline);
        }
        let value = self.text_to("controlfield>")?;
        Ok(Some(Field { tag, value, indicators, ..Field::default() }))
    }

    /// The start of the next data field.
    fn data_field(&mut self) -> Read<Option<Attributes<'a>>> {
        if !self.takes("datafield") {
            return Ok(None);
        }
        let (found, rest) = attributes(self.rest)?;
        self.rest = without_space(rest);
        Ok(Some(found))
    }

    /// The next subfield; none where the data field ends.
    fn subfield(&mut self) -> Read<Option<(u8, Cow<'a, str>)>> {
        if !self.takes("subfield code=\"") {
            return if self.closes("datafield>") { Ok(None) } else { Err(Decline) };
        }
        let code = *self.rest.as_bytes().first().ok_or(Decline)?;
        if !code.is_ascii() || b"\"<>& \t\n".contains(&code) {
            return Err(Decline);
        }
        self.rest = self.rest[1..].strip_prefix("\">").ok_or(Decline)?;
        Ok(Some((code, self.text_to("subfield>")?)))
    }

    /// The end of the record, and nothing behind it.
    fn end(&mut self) -> Read<()> {
        if self.closes("record>") && self.rest.is_empty() { Ok(()) } else { Err(Decline) }
    }

    /// Text up to the tag that ends it, and the white space behind that.
    #[inline(always)]
    fn text_to(&mut self, name: &str) -> Read<Cow<'a, str>> {
        let end = place(self.rest, b'<')?;
        let text = &self.rest[..end];
        self.rest = &self.rest[end..];
        if self.closes(name) { Ok(without_references(text)) } else { Err(Decline) }
    }

    /// Whether an element begins here, as written; then it is passed over.
    #[inline(always)]
    fn takes(&mut self, name: &str) -> bool {
        self.is_next("<", name).map(|rest| self.rest = rest).is_some()
    }

    /// Whether an element ends here; then its tag is passed over, and the white space behind it.
    #[inline(always)]
    fn closes(&mut self, name: &str) -> bool {
        self.is_next("</", name).map(|rest| self.rest = without_space(rest)).is_some()
    }

    #[inline(always)]
    fn is_next(&self, sign: &str, name: &str) -> Option<&'a str> {
        let named = self.rest.strip_prefix(sign)?;
        let bare = if self.prefix.is_empty() { named } else { named.strip_prefix(self.prefix)? };
        bare.strip_prefix(name)
    }
}

/// True for no prefix, or one that the first tag declares.
fn is_declared(prefix: &str, attributes: &str) -> bool {
    let Some(name) = prefix.strip_suffix(':') else {
        return prefix.is_empty();
    };
    let begins = |sign: u8| sign.is_ascii_alphabetic() || sign == b'_';
    let goes_on = |sign: u8| sign.is_ascii_alphanumeric() || b"_.-".contains(&sign);
    name.bytes().next().is_some_and(begins)
        && name.bytes().all(goes_on)
        && attributes.contains(&format!(" xmlns:{name}="))
}

/// The attributes of a data field, each behind one blank, and what is behind the tag's end.
fn attributes(text: &str) -> Read<(Attributes<'_>, &str)> {
    let mut found = Attributes::default();
    let mut rest = text;
    while !rest.starts_with('>') {
        let (place_of, begun) = if let Some(begun) = rest.strip_prefix(" tag=\"") {
            (&mut found.tag, begun)
        } else if let Some(begun) = rest.strip_prefix(" ind1=\"") {
            (&mut found.ind1, begun)
        } else if let Some(begun) = rest.strip_prefix(" ind2=\"") {
            (&mut found.ind2, begun)
        } else {
            (&mut found.occurrence, rest.strip_prefix(" occurrence=\"").ok_or(Decline)?)
        };
        let end = place(begun, b'"')?;
        let value = &begun[..end];
        let odd = |sign: u8| b"<>&\t\n".contains(&sign);
        if value.bytes().any(odd) || place_of.replace(value).is_some() {
            return Err(Decline);
        }
        rest = &begun[end + 1..];
    }
    Ok((found, &rest[1..]))
}

fn is_space(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\n')
}

fn without_space(text: &str) -> &str {
    let end = text.bytes().position(|sign| !is_space(char::from(sign)));
    &text[end.unwrap_or(text.len())..]
}

/// Where a sign comes first.
fn place(text: &str, sign: u8) -> Read<usize> {
    text.bytes().position(|each| each == sign).ok_or(Decline)
}
