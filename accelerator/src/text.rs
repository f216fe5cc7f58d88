//! Text as the catalogue keeps and compares it: `catalogue/text.py` and `normalize.rules.plain`.

use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

use crate::{Decline, Read};

static KNOWN: OnceLock<Known> = OnceLock::new();
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("</?[a-zA-Z][^<>]*>").unwrap());

/// What each character is, from Python; a character that is not here declines its record.
#[derive(Deserialize)]
pub struct Config {
    signs: Vec<Sign>,
    /// The first and last of stretches of letters that have no case and fold to themselves.
    plain_letters: Vec<(u32, u32)>,
    /// Articles by language.
    articles: HashMap<String, Vec<String>>,
    /// Words before a family name that do not sort.
    prefixes: Vec<String>,
    /// Others, that do so only in small letters.
    more_prefixes: Vec<String>,
    /// Names of HTML entities that need no semicolon.
    entities: Vec<String>,
}

/// The character, folded, without case; `str.isprintable`, `isalpha`, and `\w` of the patterns.
#[derive(Deserialize)]
struct Sign(char, Box<str>, Box<str>, bool, bool, bool);

struct Known {
    /// What each ASCII character is folded to: a blank, a sign, or 0 for nothing.
    ascii: [u8; 128],
    signs: Vec<Option<Sign>>,
    plain_letters: Vec<(u32, u32)>,
    articles: HashMap<String, Vec<String>>,
    prefixes: Vec<String>,
    more_prefixes: Vec<String>,
    entities: Vec<String>,
}

/// Make the characters known; only the first call counts, for all give the same.
pub fn prepare(config: Config) {
    let last = config.signs.iter().map(|sign| sign.0 as usize).max().unwrap_or(0);
    let mut signs: Vec<Option<Sign>> = (0..=last).map(|_| None).collect();
    for sign in config.signs {
        let place = sign.0 as usize;
        signs[place] = Some(sign);
    }
    let folded = |c: usize| signs.get(c)?.as_ref()?.1.bytes().next();
    let ascii = std::array::from_fn(|c| folded(c).unwrap_or(0));
    let _ = KNOWN.set(Known {
        ascii,
        signs,
        plain_letters: config.plain_letters,
        articles: config.articles,
        prefixes: config.prefixes,
        more_prefixes: config.more_prefixes,
        entities: config.entities,
    });
}

fn known() -> &'static Known {
    KNOWN.get().expect("prepared before the first dialect")
}

fn sign(c: char) -> Option<&'static Sign> {
    known().signs.get(c as usize).and_then(Option::as_ref)
}

fn is_plain_letter(c: char) -> bool {
    known().plain_letters.iter().any(|(first, last)| (*first..=*last).contains(&(c as u32)))
}

fn is_known(c: char) -> bool {
    sign(c).is_some() || is_plain_letter(c)
}

fn is_printable(c: char) -> bool {
    sign(c).map_or_else(|| is_plain_letter(c), |sign| sign.3)
}

/// `str.isalpha` of one character.
pub fn is_letter(c: char) -> bool {
    sign(c).map_or_else(|| is_plain_letter(c), |sign| sign.4)
}

/// True for what `\w` is in the patterns of Python.
pub fn is_word(c: char) -> bool {
    sign(c).map_or_else(|| is_plain_letter(c), |sign| sign.5)
}

/// `text` in NFC with single spaces and without control characters.
pub fn tidy(text: &str) -> Read<Cow<'_, str>> {
    if text.is_ascii() {
        return Ok(tidied(Cow::Borrowed(text)));
    }
    let composed: String = text.nfc().collect();
    if !composed.chars().all(is_known) {
        return Err(Decline);
    }
    Ok(tidied(Cow::Owned(composed)))
}

fn tidied(text: Cow<'_, str>) -> Cow<'_, str> {
    let plain = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let kept = if plain || text.chars().all(is_printable) {
        text
    } else {
        Cow::Owned(text.chars().map(|c| if is_printable(c) { c } else { ' ' }).collect())
    };
    if kept.contains("  ") {
        return Cow::Owned(kept.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    match kept {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(' ')),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(' ').to_owned()),
    }
}

/// `text` tidy and without HTML (`normalize.rules.plain`).
pub fn plain(text: &str) -> Read<Cow<'_, str>> {
    if text.contains('&') && has_entity(text) {
        return Err(Decline);
    }
    if !text.contains('<') {
        return tidy(text);
    }
    let bare = text.replace("<<", "").replace(">>", "");
    let cleaned = TAG.replace_all(&bare, " ").into_owned();
    Ok(Cow::Owned(tidy(&cleaned)?.into_owned()))
}

/// Whether `html.unescape` might change the text.
fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|behind| {
        let end = behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len());
        let name = &behind[..end];
        behind.starts_with('#')
            || (!name.is_empty() && behind[end..].starts_with(';'))
            || known().entities.iter().any(|entity| name.starts_with(entity.as_str()))
    })
}

/// `text` without the ISBD punctuation that ends a subfield.
pub fn without_isbd(text: &str) -> &str {
    let stripped = text.trim_matches(' ');
    match stripped.strip_suffix(['/', ':', ';', '=', ',']) {
        Some(rest) => rest.trim_end_matches(' '),
        None => stripped,
    }
}

/// `text` for comparing: no diacritics, strokes or case, punctuation as one space.
pub fn fold(text: &str) -> String {
    let mut folded = Folded { text: String::with_capacity(text.len()), spaced: false };
    let known = known();
    for c in text.chars() {
        if c.is_ascii() {
            folded.add_ascii(known.ascii[c as usize]);
        } else if let Some(sign) = sign(c) {
            sign.1.chars().for_each(|piece| folded.add(piece));
        } else {
            folded.add(c);
        }
    }
    folded.text
}

/// A text that is folded sign by sign; blanks stand only between words.
struct Folded {
    text: String,
    spaced: bool,
}

impl Folded {
    fn add_ascii(&mut self, sign: u8) {
        if sign != 0 {
            self.add(sign as char);
        }
    }

    fn add(&mut self, sign: char) {
        if sign == ' ' {
            self.spaced = true;
            return;
        }
        if self.spaced && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.spaced = false;
        self.text.push(sign);
    }
}

/// `str.casefold`.
pub fn casefold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match sign(c) {
            Some(sign) => folded.push_str(&sign.2),
            None => folded.push(c),
        }
    }
    folded
}

/// The initial articles of a language; Dutch ones where the language has no list.
pub fn articles(language: &str) -> &'static [String] {
    let all = &known().articles;
    all.get(language).or_else(|| all.get("dut")).map_or(&[], Vec::as_slice)
}

/// True for an initial article of any language, in lower case.
pub fn is_any_article(word: &str) -> bool {
    known().articles.values().any(|each| each.iter().any(|article| article == word))
}

/// True for a word before a family name that does not sort, in lower case.
pub fn is_prefix(word: &str) -> bool {
    known().prefixes.iter().any(|prefix| prefix == word)
}

/// True for a word that is one only in small letters, in lower case.
pub fn is_small_prefix(word: &str) -> bool {
    known().more_prefixes.iter().any(|prefix| prefix == word)
}

/// `text` with every apostrophe as `'`.
pub fn with_one_apostrophe(text: &str) -> Cow<'_, str> {
    const ODD: [char; 5] = ['’', '‘', '`', '´', 'ʼ'];
    if text.contains(ODD) { Cow::Owned(text.replace(ODD, "'")) } else { Cow::Borrowed(text) }
}

/// `title` without its initial article in `language`.
pub fn without_article<'a>(title: &'a str, language: &str) -> Cow<'a, str> {
    let plain = with_one_apostrophe(title);
    let articles = articles(language);
    if let Some((first, rest)) = plain.split_once(' ')
        && !rest.is_empty()
        && articles.contains(&casefold(first))
    {
        return Cow::Owned(rest.trim_matches(' ').to_owned());
    }
    for article in articles.iter().filter(|each| each.ends_with('\'')) {
        if casefold(&plain).starts_with(article.as_str()) && plain.len() > article.len() {
            return Cow::Owned(plain[article.len()..].trim_matches(' ').to_owned());
        }
    }
    Cow::Borrowed(title)
}
