//! What a reader holds in the hand, from codes and from words: `normalize/carriers.py`.

use rustc_hash::FxHashMap as HashMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::Read;
use crate::carrier_confidence::{Clue, Decisions, Said};
use crate::dialect::{Tables, texts};
use crate::imprints::{minutes_in, pages_in};
use crate::numbering::{BEGIN, END};
use crate::phrases::Phrases;
use crate::reading::Reading;
use crate::rules::Statement;
use crate::text::{fold, is_word};

// Python takes two more letters for an i, whatever their case.
static AUDIO_ADDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\+ *(?:\[?[0-9]+\]?|een)? *(?:aud[iıİ]o ?)?-?(?:cd|compact|mp3)").unwrap()
});
static WITH_CD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!("(?i){BEGIN}met (?:aud[iıİ]o-?|lu[iıİ]ster-?)?cd")).unwrap()
});
static ROM: LazyLock<Regex> = LazyLock::new(|| Regex::new("^(?i)-?rom").unwrap());
static STRETCH: LazyLock<Regex> = LazyLock::new(|| {
    let volumes = "[0-9] ?(?:dl|delen|bd|banden|v)";
    Regex::new(&format!(r"(?i){BEGIN}pp?\. ?[0-9]|{volumes}{END}")).unwrap()
});
const WITH_FORM: [&str; 7] = ["a", "c", "d", "i", "j", "t", "p"];

/// The tables of codes and words, from `tables/carriers.toml`.
pub struct Carriers {
    decisions: Decisions,
    codes: HashMap<String, HashMap<String, Clue>>,
    words: Phrases<Clue>,
    houses: HashMap<String, Vec<Clue>>,
    elsewhere: Vec<String>,
    /// Where the carrier is written down in words: a field and its part.
    places: Vec<[String; 2]>,
    pages: Clue,
    minutes: Clue,
    audio_added: Clue,
    spoken: Clue,
}

impl Carriers {
    pub fn new(tables: &Tables) -> Self {
        let table = &tables["carriers"];
        let mut decisions = Decisions::new(table);
        let mut houses: HashMap<String, Vec<Clue>> = HashMap::default();
        for (name, clue) in phrases(&table["houses"], "publisher", &mut decisions) {
            houses.entry(name).or_default().push(clue);
        }
        Self {
            codes: codes(table, &mut decisions),
            words: Phrases::new(phrases(&table["words"], "words", &mut decisions).into_iter()),
            houses,
            places: places(&table["places"]),
            elsewhere: texts(&table["elsewhere"]["begins"]),
            pages: decisions.clue("extent", "pages"),
            minutes: decisions.clue("extent", "minutes"),
            audio_added: decisions.clue("words", "accompanied_by_audio"),
            spoken: decisions.clue("role", "spoken"),
            decisions,
        }
    }
}

fn places(list: &Value) -> Vec<[String; 2]> {
    let rows = list.as_array().into_iter().flatten();
    rows.filter_map(|row| texts(row).try_into().ok()).collect()
}

/// The coded lists: what each code of each says.
fn codes(table: &Value, decisions: &mut Decisions) -> HashMap<String, HashMap<String, Clue>> {
    let mut codes = HashMap::default();
    for (part, kind) in table["kinds"].as_object().into_iter().flatten() {
        let mut list = HashMap::default();
        for (code, clues) in table[part.as_str()].as_object().into_iter().flatten() {
            let [kind, clues] = [kind, clues].map(|each| each.as_str().unwrap_or_default());
            list.insert(code.clone(), decisions.clue(kind, clues));
        }
        codes.insert(part.clone(), list);
    }
    codes
}

/// Phrases by the clue that they give, each with its clue.
fn phrases(table: &Value, kind: &str, decisions: &mut Decisions) -> Vec<(String, Clue)> {
    let mut found = Vec::new();
    for (clue, list) in table.as_object().into_iter().flatten() {
        let clue = decisions.clue(kind, clue);
        found.extend(texts(list).into_iter().map(|phrase| (phrase, clue)));
    }
    found
}

/// The carrier by the first row that fits, and how surely it is told; what denies it is noticed.
pub fn build_carrier<'a>(reading: &Reading<'a>) -> Read<(&'a str, &'static str)> {
    let carriers = &reading.dialect.carriers;
    let mut said = carriers.decisions.nothing_said();
    add_coded(reading, &mut said);
    add_worded(reading, &mut said);
    add_special(reading, &mut said);
    let (carrier, confidence, denied) = carriers.decisions.decide(&said)?;
    if !denied.is_empty() {
        reading.notice("carrier_contradicted", "carrier", &denied);
    }
    Ok((carrier, confidence))
}

/// The clues of coded fields: each part of a carrier statement names its list of codes.
fn add_coded(reading: &Reading, said: &mut Said) {
    let lists = &reading.dialect.carriers.codes;
    let codes = || reading.all("carrier").iter().flat_map(|statement| &statement.parts);
    let has_form = codes().any(|(part, code)| is_form(part, code));
    for (part, code) in codes().filter(|(part, _)| has_form || *part != "form_008") {
        let Some(list) = lists.get(*part) else {
            continue;
        };
        match *part {
            "rda" => code.split(' ').for_each(|each| said.add_any(list.get(each))),
            "named" => said.add_any(list.get(&fold(code))),
            _ => said.add_any(list.get(code.as_ref())),
        }
    }
}

/// 008/23 is the form of the item only in the layouts for texts, music and serials.
fn is_form(part: &str, code: &str) -> bool {
    part == "leader_type" && WITH_FORM.contains(&code)
}

fn add_worded(reading: &Reading, said: &mut Said) {
    let carriers = &reading.dialect.carriers;
    each_text(reading, |text| carriers.said_in(text, |clue| said.add(clue)));
    for note in reading.all("note") {
        let text = note.get("text");
        let mut speaks = false;
        carriers.said_in(text, |_| speaks = true);
        // A sentence says nothing that the whole note does not: most notes need not be cut.
        if speaks {
            carriers.own_sentences(text, |own| carriers.said_in(own, |clue| said.add(clue)));
        }
    }
}

/// The places where cataloguers write the carrier down; annotations speak of other things.
fn each_text(reading: &Reading, mut read: impl FnMut(&str)) {
    for [name, part] in &reading.dialect.carriers.places {
        reading.all(name).iter().for_each(|statement| read(statement.get(part)));
    }
    if let Some(title) = reading.first("title") {
        ["rest", "medium", "number"].iter().for_each(|part| read(title.get(part)));
        each_bracketed(title.get("main"), &mut read);
    }
    read(reading.text("subtitle", "text"));
}

fn each_bracketed(text: &str, mut read: impl FnMut(&str)) {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(['[', '('])
        && let Some((inside, after)) = behind.split_once([']', ')'])
    {
        read(inside);
        rest = after;
    }
}

impl Carriers {
    /// The clues whose words stand in one text.
    fn said_in(&self, text: &str, told: impl FnMut(Clue)) {
        if !text.is_empty() {
            self.words.told_in(&fold(text), told);
        }
    }

    /// The sentences of a note that speak of this publication, not of another edition of it.
    fn own_sentences(&self, note: &str, mut read: impl FnMut(&str)) {
        let mut rest = note;
        loop {
            let (sentence, behind) = first_sentence(rest);
            let folded = fold(sentence);
            if !self.elsewhere.iter().any(|beginning| folded.contains(beginning.as_str())) {
                read(sentence);
            }
            match behind {
                Some(behind) => rest = behind,
                None => return,
            }
        }
    }
}

/// What stands before the first end of a sentence, and what behind it.
fn first_sentence(note: &str) -> (&str, Option<&str>) {
    let marks = note.match_indices([';', '.', ',']);
    let mut cuts = marks.filter_map(|(at, _)| Some((&note[..at], behind_end(&note[at..])?)));
    cuts.next().map_or((note, None), |(sentence, behind)| (sentence, Some(behind)))
}

/// What stands behind the end of a sentence, if it is one.
fn behind_end(note: &str) -> Option<&str> {
    let mut ends = [". - ", "; ", ". "].iter();
    if let Some(behind) = ends.find_map(|end| note.strip_prefix(end)) {
        return Some(behind);
    }
    let behind = note.strip_prefix(", ")?;
    behind.strip_prefix("ook").is_some_and(|rest| !rest.starts_with(is_word)).then_some(behind)
}

/// Clues that need the place of a word: an extent, added audio, a publisher, a narrator.
fn add_special(reading: &Reading, said: &mut Said) {
    let carriers = &reading.dialect.carriers;
    let mut adds_audio = false;
    for statement in reading.all("extent") {
        add_extent(carriers, statement, &mut adds_audio, said);
    }
    let media = reading.all("medium").iter().map(|statement| statement.get("text"));
    let others = [reading.text("title", "rest"), reading.text("edition", "statement")];
    if adds_audio || others.into_iter().chain(media).any(adds_audio_in) {
        said.add(carriers.audio_added);
    }
    for statement in reading.all("imprint") {
        let clues = carriers.houses.get(&fold(statement.get("name")));
        clues.into_iter().flatten().for_each(|clue| said.add(*clue));
    }
    let narrates = |s: &Statement| s.get("role") == "nrt" || s.get("code").contains("nrt");
    if reading.all("contributor").iter().any(narrates) {
        said.add(carriers.spoken);
    }
}

fn add_extent(carriers: &Carriers, statement: &Statement, adds_audio: &mut bool, said: &mut Said) {
    let (extent, with) = (statement.get("statement"), statement.get("with"));
    let whole = if with.is_empty() { extent } else { &format!("{extent} + {with}") };
    if pages_in(whole).is_some() || STRETCH.is_match(whole) {
        said.add(carriers.pages);
    }
    if minutes_in(whole).is_some() {
        said.add(carriers.minutes);
    }
    *adds_audio |= adds_audio_in(whole);
}

fn adds_audio_in(text: &str) -> bool {
    let no_rom = |rest: &str| !ROM.is_match(rest);
    let behind = |at: usize| &text[at..];
    AUDIO_ADDED.find_iter(text).any(|found| no_rom(behind(found.end())))
        || WITH_CD
            .find_iter(text)
            .map(|found| behind(found.end()))
            .any(|rest| no_rom(rest) && !rest.starts_with(is_word))
}
