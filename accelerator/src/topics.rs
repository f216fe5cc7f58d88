//! Languages, readers it is meant for, classes, subjects and genres: `normalize/topics.py`.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::dialect::{Tables, pairs, texts};
use crate::model::{Classification, Subject};
use crate::numbers::each_once;
use crate::reading::Reading;
use crate::rules::{SEPARATOR, Statement};
use crate::text::{casefold, fold, is_letter};
use crate::{Decline, Read};

// What may not follow a level is a sign of a word: `\b` behind a letter or digit, `\B` behind `+`.
static AVI: LazyLock<Regex> = LazyLock::new(|| {
    let levels = r"start\b|plus\b|[me][0-9]\b|9\+\B|[0-9]\b";
    Regex::new(&format!(r"(?i)\bAVI[\s:-]*(?P<level>{levels})")).unwrap()
});
/// Marks, ties and the like: part of a word for the crate's patterns, and not for Python's.
static WORD_HERE_ALONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\w&&[^\p{L}\p{N}_]]").unwrap());
/// Signs that Python takes for ASCII letters where case does not count.
const LIKE_ASCII: [char; 3] = ['İ', 'ı', 'ſ'];

/// The codes of languages and readers.
pub struct Topics {
    /// Name of a list, and the languages that its codes mean.
    lists: HashMap<String, HashMap<String, String>>,
    known: HashSet<String>,
    silent: HashSet<String>,
    ages: HashSet<String>,
    /// What other lists say for an age code, folded.
    age_words: HashMap<String, String>,
}

impl Topics {
    pub fn new(tables: &Tables) -> Self {
        let (languages, audience) = (&tables["languages"], &tables["audience"]);
        let lists =
            languages.as_object().into_iter().flatten().filter(|(_, list)| list.is_object());
        Self {
            lists: lists.map(|(name, list)| (name.clone(), pairs(list))).collect(),
            known: texts(&languages["known"]).into_iter().collect(),
            silent: texts(&languages["silent"]).into_iter().collect(),
            ages: texts(&audience["codes"]).into_iter().collect(),
            age_words: pairs(&audience["words"]),
        }
    }

    /// The ISO 639-2/B code that `code` means in these lists; None where it means nothing.
    fn language_of<'a>(&'a self, code: &str, lists: &[String]) -> Option<&'a str> {
        let mut of_lists = lists.iter().filter_map(|name| self.lists.get(name)?.get(code));
        let own = || self.known.get(code).filter(|_| !self.silent.contains(code));
        of_lists.next().or_else(own).map(String::as_str)
    }

    fn age_code(&self, word: &str) -> Option<&str> {
        if let Some(code) = self.ages.get(word) {
            return Some(code);
        }
        let meant = self.age_words.get(&fold(word)).filter(|code| !code.is_empty());
        let code = meant.cloned().unwrap_or_else(|| word.to_ascii_uppercase());
        self.ages.get(&code).map(String::as_str)
    }
}

/// Languages of the text and of the original, as ISO 639-2/B; unknown codes are noticed.
pub fn build_languages(reading: &Reading) -> Read<(Vec<String>, Vec<String>)> {
    let mut text: Vec<String> = Vec::new();
    let mut original: Vec<String> = Vec::new();
    for statement in reading.all("language") {
        if statement.origin.tag == "008" && !text.is_empty() {
            continue;
        }
        add_languages(&mut text, statement, "code", reading);
        if statement.has("original") {
            add_languages(&mut original, statement, "original", reading);
        }
    }
    original.retain(|each| !text.contains(each));
    Ok((text, original))
}

fn add_languages(known: &mut Vec<String>, statement: &Statement, part: &str, reading: &Reading) {
    let topics = &reading.dialect.topics;
    for word in words(&casefold(statement.get(part))) {
        for code in codes(word) {
            if let Some(language) = topics.language_of(&code, &reading.dialect.language_lists) {
                if !known.iter().any(|each| each == language) {
                    known.push(language.to_owned());
                }
            } else if code.chars().all(is_letter) && !topics.silent.contains(&*code) {
                reading.notice("language_unknown", statement.origin.tag, &code);
            }
        }
    }
}

/// What blanks, semicolons, commas and strokes divide.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ';', ',', '/']).filter(|word| !word.is_empty())
}

/// The codes in a word: `dutengger` is three of them.
fn codes(word: &str) -> Vec<Cow<'_, str>> {
    let length = word.chars().count();
    if length <= 3 || !length.is_multiple_of(3) {
        return vec![Cow::Borrowed(word)];
    }
    let signs: Vec<char> = word.chars().collect();
    signs.chunks(3).map(|code| code.iter().collect::<String>().into()).collect()
}

/// Age codes, AVI level, and what else the record says about its readers (kept as notes).
pub fn build_audience(reading: &Reading) -> Read<(Vec<String>, String, Vec<String>)> {
    let mut ages: Vec<&str> = Vec::new();
    let (mut avi, mut others) = (String::new(), Vec::new());
    for statement in reading.all("audience") {
        let (level, rest) = level_and_rest(statement)?;
        if avi.is_empty() {
            avi = level;
        }
        let found = words(&rest).map(|word| reading.dialect.topics.age_code(word));
        match found.collect::<Option<Vec<&str>>>() {
            Some(found) => ages.extend(found),
            None => others.push(rest),
        }
    }
    Ok((each_once(ages).into_iter().map(str::to_owned).collect(), avi, others))
}

/// The AVI level that a statement has, and what else it says.
fn level_and_rest(statement: &Statement) -> Read<(String, String)> {
    let mut text = Cow::Borrowed(statement.get("text"));
    if !text.is_ascii() && (text.contains(LIKE_ASCII) || WORD_HERE_ALONE.is_match(&text)) {
        return Err(Decline);
    }
    let is_level = statement.has("avi");
    if is_level && !AVI.is_match(&text) {
        text = format!("AVI {text}").into();
    }
    let mut level = String::new();
    if is_level || text.contains(['v', 'V']) {
        level = AVI.captures(&text).map_or_else(String::new, |found| capitalized(&found["level"]));
    }
    if !level.is_empty() {
        text = AVI.replace_all(&text, "").into_owned().into();
    }
    Ok((level, text.trim_matches([' ', ';', ',', '.']).to_owned()))
}

fn capitalized(level: &str) -> String {
    let mut level = level.to_ascii_lowercase();
    if let Some(first) = level.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    level
}

/// Notations with their schemes, each once; a notation is text and keeps its zeros.
pub fn build_classifications(reading: &Reading) -> Read<Vec<Classification>> {
    let mut found: Vec<(String, &str)> = Vec::new();
    for statement in reading.in_order("classification") {
        let (mut scheme, notation) = (fold(statement.get("scheme")), statement.get("notation"));
        if scheme.is_empty() {
            scheme.push_str("unknown");
        }
        if scheme == "nur" {
            found.extend(notation.split_whitespace().map(|each| (scheme.clone(), each)));
        } else if !notation.is_empty() {
            found.push((scheme, notation));
        }
    }
    let all = each_once(found).into_iter();
    Ok(all.map(|(scheme, text)| Classification { scheme, notation: text.to_owned() }).collect())
}

/// The subjects (or, with `genre`, the genres) with thesaurus and number, each once.
pub fn build_subjects(reading: &Reading, name: &str) -> Read<Vec<Subject>> {
    let mut found: Vec<(Cow<str>, &str, &str)> = Vec::new();
    for statement in reading.in_order(name) {
        let term = term_of(statement);
        if !term.is_empty() {
            let authority = statement.get("authority");
            let number = authority.split_once(' ').map_or(authority, |(number, _)| number);
            found.push((term, scheme_of(statement), number));
        }
    }
    let all = each_once(found).into_iter().map(|(term, scheme, authority)| Subject {
        term: term.into_owned(),
        scheme: scheme.to_owned(),
        authority: authority.to_owned(),
    });
    Ok(all.collect())
}

fn term_of<'a>(statement: &'a Statement) -> Cow<'a, str> {
    let term = statement.get("term").trim_end_matches([' ', ',', '.']);
    let divided = statement.get("sub");
    match (term, divided) {
        (_, "") => Cow::Borrowed(term),
        ("", _) => Cow::Borrowed(divided),
        _ => Cow::Owned(format!("{term}{SEPARATOR}{divided}")),
    }
}

fn scheme_of<'a>(statement: &'a Statement) -> &'a str {
    let scheme = statement.get("scheme");
    if !scheme.is_empty() {
        return scheme;
    }
    match statement.origin.indicators[1] {
        b'0' => "lcsh",
        b'1' => "lcshac",
        b'2' => "mesh",
        _ => "",
    }
}
