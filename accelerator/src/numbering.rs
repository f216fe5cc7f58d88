//! Numbers in words, Roman or digits, and what they number: `normalize/numbering.py`.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::dialect::{Tables, texts};
use crate::text::{casefold, fold, is_word};

/// Where a word begins or ends, as `\b` of Python, with the sign that stands there.
pub const BEGIN: &str = r"(?-i:^|[^\p{L}0-9_])";
pub const END: &str = r"(?-i:$|[^\p{L}0-9_])";
static SEVERAL: LazyLock<Regex> = LazyLock::new(|| {
    let until = format!("(?:[0-9] *|{BEGIN})(?:t/m|tot en met) *[0-9]");
    let list = format!("{BEGIN}(?:en|and|und|t m){END}");
    Regex::new(&format!(r"[\p{{L}}0-9_] *[-–/&+] *[0-9]|{until}|{list}")).unwrap()
});
static ROMAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$").unwrap());
const ORDINAL_ENDINGS: [&str; 10] = ["", "e", "de", "ste", "st", "nd", "rd", "th", "ª", "º"];

/// The words of numbers and of revisions, from `tables/words.toml`.
pub struct Numbering {
    words: HashMap<String, u32>,
    revised: HashSet<String>,
    not_revised: HashSet<String>,
}

impl Numbering {
    pub fn new(tables: &Tables) -> Self {
        let table = &tables["words"];
        let numbers = table["numbers"].as_object().into_iter().flatten();
        Self {
            words: numbers.filter_map(|(word, n)| Some((word.clone(), whole(n)?))).collect(),
            revised: texts(&table["revised"]).into_iter().collect(),
            not_revised: texts(&table["not_revised"]).into_iter().collect(),
        }
    }

    /// The one number that `text` states (`3`, `III`, `derde boek`, `E 194`); none of several.
    pub fn parse_number(&self, text: &str) -> Option<u32> {
        if states_several(text) {
            return None;
        }
        match digit_runs(text).next() {
            Some((start, end)) => reasonable(text[start..end.min(start + 9)].parse().ok()?),
            None => fold(text).split(' ').find_map(|word| self.word_number(word)),
        }
    }

    /// The number that one folded word means: cardinal, ordinal, or Roman up to 99.
    pub fn word_number(&self, word: &str) -> Option<u32> {
        self.words.get(word).copied().or_else(|| self.compound(word)).or_else(|| roman(word))
    }

    /// `zesentwintig`; in `zevenentwintig` the first `en` is no joint.
    fn compound(&self, word: &str) -> Option<u32> {
        if !(word.ends_with("tig") || word.ends_with("tigste")) {
            return None;
        }
        let joints = word.match_indices("en").map(|(at, _)| (&word[..at], &word[at + 2..]));
        let of_ten = |tens: &str| tens.ends_with("tig") || tens.ends_with("tigste");
        let mut known = joints
            .filter(|(_, tens)| of_ten(tens))
            .filter_map(|(units, tens)| Some(self.words.get(units)? + self.words.get(tens)?));
        known.next()
    }

    /// The number of an edition or impression (`4e druk`, `Eerste druk`, `2nd ed.`).
    pub fn edition_number(&self, statement: &str) -> Option<u32> {
        let ordinal = |(start, end): &(usize, usize)| is_ordinal(statement, *start, *end);
        if let Some((start, end)) = digit_runs(statement).find(ordinal) {
            return reasonable(statement[start..end].parse().ok()?);
        }
        let folded = fold(statement);
        let mut words = folded.split(' ').filter(|word| word.chars().nth(2).is_some());
        words.find_map(|word| self.word_number(word).filter(|value| *value != 0))
    }

    /// True if the statement says that the text is not that of the edition before.
    pub fn is_revised(&self, statement: &str) -> bool {
        let folded = fold(statement);
        folded.split(' ').any(|word| self.revised.contains(word))
            && !folded.split(' ').any(|word| self.not_revised.contains(word))
    }
}

fn whole(number: &Value) -> Option<u32> {
    number.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// True if `text` names a range or a list of numbers.
pub fn states_several(text: &str) -> bool {
    SEVERAL.is_match(&casefold(text))
}

/// Where each run of digits begins and ends.
pub fn digit_runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        let rest = &text[start..];
        from = start + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        Some((start, from))
    })
}

/// Whether the digits are of one to three figures, with an ending or alone.
fn is_ordinal(statement: &str, start: usize, end: usize) -> bool {
    let mut after = ORDINAL_ENDINGS.iter().filter_map(|each| statement[end..].strip_prefix(each));
    end - start < 4 && after.any(|rest| !rest.starts_with(is_word))
}

fn roman(word: &str) -> Option<u32> {
    if word.is_empty() || !word.bytes().all(|b| b"ivxlc".contains(&b)) || !ROMAN.is_match(word) {
        return None;
    }
    let values: Vec<u32> = word.bytes().map(roman_value).collect();
    let following = values.iter().skip(1).chain(&[0]);
    let (mut total, mut taken) = (0, 0);
    for (value, after) in values.iter().zip(following) {
        *(if value < after { &mut taken } else { &mut total }) += value;
    }
    Some(total - taken)
}

fn roman_value(letter: u8) -> u32 {
    match letter {
        b'i' => 1,
        b'v' => 5,
        b'x' => 10,
        b'l' => 50,
        _ => 100,
    }
}

fn reasonable(number: u32) -> Option<u32> {
    Some(number).filter(|number| (1..100_000).contains(number))
}
