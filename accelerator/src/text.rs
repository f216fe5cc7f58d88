//! Text as the catalogue keeps and compares it: `catalogue/text.py` and `normalize.rules.plain`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

use crate::{Decline, Read};

static SIGNS: OnceLock<Signs> = OnceLock::new();
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("</?[a-zA-Z][^<>]*>").unwrap());

/// What each character is, from Python; a character that is not here declines its record.
#[derive(Deserialize)]
pub struct Config {
    /// Character, and what it is for comparing.
    folded: HashMap<char, String>,
    /// Character, and what it is without case.
    casefolded: HashMap<char, String>,
    /// Those that `str.isprintable` refuses.
    unprintable: Vec<char>,
    /// Articles by language.
    articles: HashMap<String, Vec<String>>,
    /// Words before a family name that do not sort.
    prefixes: Vec<String>,
    /// Names of HTML entities that need no semicolon.
    entities: Vec<String>,
}

struct Signs {
    known: Vec<Option<Sign>>,
    articles: HashMap<String, Vec<String>>,
    prefixes: Vec<String>,
    entities: Vec<String>,
}

#[derive(Clone)]
struct Sign {
    folded: Box<str>,
    casefolded: Box<str>,
    printable: bool,
}

/// Make the characters known; only the first call counts, for all give the same.
pub fn prepare(config: Config) {
    let last = config.folded.keys().map(|sign| *sign as usize).max().unwrap_or(0);
    let mut known = vec![None; last + 1];
    for (sign, folded) in &config.folded {
        let own = sign.to_string();
        let casefolded = config.casefolded.get(sign).unwrap_or(&own).as_str();
        known[*sign as usize] = Some(Sign {
            folded: folded.as_str().into(),
            casefolded: casefolded.into(),
            printable: !config.unprintable.contains(sign),
        });
    }
    let (articles, prefixes, entities) = (config.articles, config.prefixes, config.entities);
    let _ = SIGNS.set(Signs { known, articles, prefixes, entities });
}

fn signs() -> &'static Signs {
    SIGNS.get().expect("prepared when the first dialect was made")
}

fn sign(c: char) -> Option<&'static Sign> {
    signs().known.get(c as usize).and_then(Option::as_ref)
}

/// Whether every character is known: a record with another one is declined.
pub fn all_known(text: &str) -> bool {
    text.is_ascii() || text.chars().all(|c| c.is_ascii() || sign(c).is_some())
}

/// `text` in NFC with single spaces and without control characters.
pub fn tidy(text: &str) -> Read<Cow<'_, str>> {
    if text.is_ascii() {
        return Ok(tidied(Cow::Borrowed(text)));
    }
    let composed: String = text.nfc().collect();
    // A mark that is left makes words of Python and of these patterns differ.
    let unknown = |c: char| sign(c).is_none() || unicode_normalization::char::is_combining_mark(c);
    if composed.chars().any(unknown) {
        return Err(Decline);
    }
    Ok(tidied(Cow::Owned(composed)))
}

fn tidied(text: Cow<'_, str>) -> Cow<'_, str> {
    let printable = |c: char| sign(c).is_some_and(|sign| sign.printable);
    let kept = if text.chars().all(printable) {
        text
    } else {
        Cow::Owned(text.chars().map(|c| if printable(c) { c } else { ' ' }).collect())
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
            || signs().entities.iter().any(|entity| name.starts_with(entity.as_str()))
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
    let mut folded = String::with_capacity(text.len() + 1);
    let mut spaced = false;
    for c in text.chars() {
        for piece in sign(c).map_or(" ", |sign| &sign.folded).chars() {
            if piece == ' ' {
                spaced = true;
                continue;
            }
            if spaced && !folded.is_empty() {
                folded.push(' ');
            }
            spaced = false;
            folded.push(piece);
        }
    }
    folded
}

/// `str.casefold`.
pub fn casefold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(|c| sign(c).map_or("", |sign| &sign.casefolded)).collect()
}

/// The initial articles of a language; Dutch ones where the language has no list.
pub fn articles(language: &str) -> &'static [String] {
    let all = &signs().articles;
    all.get(language).or_else(|| all.get("dut")).map_or(&[], Vec::as_slice)
}

/// True for an initial article of any language, in lower case.
pub fn is_any_article(word: &str) -> bool {
    signs().articles.values().any(|each| each.iter().any(|article| article == word))
}

/// True for a word before a family name that does not sort, in lower case.
pub fn is_prefix(word: &str) -> bool {
    signs().prefixes.iter().any(|prefix| prefix == word)
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
