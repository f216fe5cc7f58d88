//! ISBNs with their qualifiers, and other identifiers with their schemes: `normalize/numbers.py`.

use rustc_hash::FxHashSet as HashSet;
use std::borrow::Cow;
use std::hash::Hash;

use crate::dialect::{Dialect, Family, Tables, texts};
use crate::identifiers::{is_ppn, parse_ean, parse_isbn, parse_ismn, parse_issn};
use crate::model::{Identifier, IsbnStatement};
use crate::reading::Reading;
use crate::rules::Statement;
use crate::text::{casefold, fold};
use crate::{Decline, Read};

/// Prefixes in 035 of numbers that have a scheme of their own here.
const AGENCIES: [(&str, &str); 3] = [("PPN", "ppn"), ("NBD", "nbd"), ("BASED-ON", "based_on")];
const OCLC_LETTERS: [&str; 3] = ["ocm", "ocn", "on"];

/// How the qualifiers of ISBNs are read.
pub struct Numbers {
    /// Class, and its words as they stand in a folded text: with a blank before them.
    qualifiers: Vec<(String, Vec<String>)>,
}

impl Numbers {
    pub fn new(tables: &Tables) -> Self {
        let classes = tables["words"]["isbn_qualifiers"].as_object().into_iter().flatten();
        let spaced = |words| texts(words).iter().map(|word| format!(" {word}")).collect();
        Self { qualifiers: classes.map(|(name, words)| (name.clone(), spaced(words))).collect() }
    }
}

/// Every ISBN as stated, recomputed to thirteen digits; the same one once.
pub fn build_isbns<'a>(reading: &Reading<'a>) -> Read<Vec<IsbnStatement<'a>>> {
    let mut statements: Vec<IsbnStatement<'a>> = Vec::new();
    let mut known: HashSet<String> = HashSet::default();
    for statement in reading.in_order("isbn") {
        if let Some(isbn) = isbn_of(statement, reading)
            && known.insert(isbn.isbn.as_ref().unwrap_or(&isbn.text).clone())
        {
            statements.push(isbn);
        }
    }
    Ok(statements)
}

fn isbn_of<'a>(statement: &Statement, reading: &Reading<'a>) -> Option<IsbnStatement<'a>> {
    let text = statement.get("text");
    let (stated, behind) = isbn_like(text)?;
    let rest = format!("{behind} {}", statement.get("qualifier"));
    let qualifier = Cow::Borrowed(qualifier_of(&rest, reading.dialect));
    let isbn = parse_isbn(stated);
    if !statement.get("cancelled").is_empty() {
        let cancelled = isbn.is_some();
        return Some(IsbnStatement { isbn: None, text: stated.to_owned(), qualifier, cancelled });
    }
    if isbn.is_none() {
        reading.notice("isbn_check_digit", statement.origin.tag, stated);
    }
    Some(IsbnStatement { isbn, text: stated.to_owned(), qualifier, cancelled: false })
}

/// The first text that is like an ISBN, and what is behind it.
///
/// A digit, then seven to twenty digits, X, blanks and hyphens, then a digit or X: as many as fit.
fn isbn_like(text: &str) -> Option<(&str, &str)> {
    let signs = text.as_bytes();
    let is_within = |sign: &u8| matches!(sign, b'0'..=b'9' | b'X' | b'x' | b' ' | b'-');
    for start in (0..signs.len()).filter(|at| signs[*at].is_ascii_digit()) {
        let run = signs[start + 1..].iter().take(21).take_while(|sign| is_within(sign)).count();
        let last = (start + 8..=start + run).rev().find(|at| !matches!(signs[*at], b' ' | b'-'));
        if let Some(last) = last {
            return Some((&text[start..=last], &text[last + 1..]));
        }
    }
    None
}

/// The class of an ISBN's qualifier (`geb.`, `set`, `epub`): which product it numbers.
fn qualifier_of<'a>(text: &str, dialect: &'a Dialect) -> &'a str {
    if text.bytes().all(|sign| sign == b' ') {
        return "";
    }
    let said = format!(" {} ", fold(text));
    if said.bytes().all(|sign| sign == b' ') {
        return "";
    }
    let classes = &dialect.numbers.qualifiers;
    let fitting = classes.iter().find(|(_, words)| words.iter().any(|word| said.contains(word)));
    fitting.map_or("other", |(name, _)| name)
}

/// The record's own number where its scheme is public, and every other identifier, each once.
pub fn build_identifiers(reading: &Reading, number: &str) -> Read<Vec<Identifier>> {
    let mut found = Vec::new();
    let scheme = &reading.dialect.number_scheme;
    if !scheme.is_empty() && !number.is_empty() {
        let valid = is_right(reading, number)?;
        found.push(identifier(scheme, number, valid, ""));
    }
    for statement in reading.in_order("identifier") {
        if statement.has("value") {
            found.push(identifier_of(statement, reading));
        }
    }
    Ok(each_once(found))
}

fn identifier(scheme: &str, value: &str, valid: bool, qualifier: &str) -> Identifier {
    let (scheme, value) = (scheme.to_owned(), value.to_owned());
    Identifier { scheme, value, valid, qualifier: qualifier.to_owned() }
}

/// False, and noticed, for a PPN whose check digit is wrong: it is still the record's number.
fn is_right(reading: &Reading, number: &str) -> Read<bool> {
    let dialect = reading.dialect;
    if dialect.family != Family::Pica {
        return Ok(true);
    }
    if !number.bytes().all(|sign| sign == b' ' || sign.is_ascii_graphic()) {
        return Err(Decline);
    }
    if is_ppn(number) {
        return Ok(true);
    }
    reading.notice("ppn_check_digit", &dialect.number_tag, number);
    Ok(dialect.number_scheme != "ppn")
}

fn identifier_of(statement: &Statement, reading: &Reading) -> Identifier {
    let (scheme, value) = (casefold(statement.get("scheme")), statement.get("value"));
    let valid = !statement.has("cancelled");
    let qualifier = statement.get("qualifier");
    if let Some(parse) = checked(&scheme) {
        if !valid {
            return identifier(&scheme, value, false, qualifier);
        }
        let parsed = parse(value);
        if parsed.is_none() {
            let rule = format!("{scheme}_check_digit");
            reading.notice(&rule, statement.origin.tag, value);
        }
        let valid = parsed.is_some();
        return identifier(&scheme, parsed.as_deref().unwrap_or(value), valid, qualifier);
    }
    if value.starts_with('(') && matches!(scheme.as_str(), "035" | "based_on") {
        let (scheme, value) = prefixed(&scheme, value);
        return identifier(scheme, value, valid, qualifier);
    }
    identifier(&scheme, value, valid, qualifier)
}

/// What reads the numbers of a scheme that has a check digit.
fn checked(scheme: &str) -> Option<fn(&str) -> Option<String>> {
    match scheme {
        "issn" => Some(parse_issn),
        "ismn" => Some(parse_ismn),
        "ean" => Some(parse_ean),
        _ => None,
    }
}

/// A number with its agency in front, by the scheme that the agency has here.
fn prefixed<'a>(scheme: &'a str, value: &'a str) -> (&'a str, &'a str) {
    let Some((agency, number)) = value[1..].split_once(')') else {
        return (scheme, value);
    };
    let number = number.trim_matches(' ');
    if agency.is_empty() || number.is_empty() {
        return (scheme, value);
    }
    if agency == "OCoLC" {
        let bare = OCLC_LETTERS.iter().find_map(|letters| number.strip_prefix(letters));
        return ("oclc", bare.unwrap_or(number));
    }
    if scheme == "based_on" {
        return (scheme, number);
    }
    let known = AGENCIES.iter().find(|(name, _)| *name == agency);
    known.map_or((scheme, value), |(_, scheme)| (*scheme, number))
}

/// `items` in their order, each once.
pub fn each_once<T: Eq + Hash>(items: Vec<T>) -> Vec<T> {
    if items.len() < 2 {
        return items;
    }
    let mut known = HashSet::with_capacity_and_hasher(items.len(), Default::default());
    let first: Vec<bool> = items.iter().map(|item| known.insert(item)).collect();
    items.into_iter().zip(first).filter_map(|(item, first)| first.then_some(item)).collect()
}
