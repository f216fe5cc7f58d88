//! Notes, annotations, relations to other publications, and addresses: `normalize/relations.py`.

use crate::dialect::{Tables, texts};
use crate::model::{Link, OnlineAccess};
use crate::numbers::each_once;
use crate::reading::Reading;
use crate::rules::{Statement, characters};
use crate::text::{casefold, fold, without_isbd};
use crate::titles::at_sign;
use crate::{Decline, Read};

const BETWEEN_SENTENCES: &str = ". - ";
const ONLINE: [&str; 3] = ["e_book", "e_audio", "streaming_video"];
const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// What notes and links say in words.
pub struct Relations {
    /// How a note of a relation begins, and its kind.
    notes: Vec<(Vec<String>, String)>,
    /// The characters of the longest beginning.
    longest: usize,
    /// How what a link says of itself begins, and its kind.
    link_kinds: Vec<(String, String)>,
}

impl Relations {
    pub fn new(tables: &Tables) -> Self {
        let words = &tables["words"];
        let relations = words["relation"].as_array().into_iter().flatten();
        let notes: Vec<(Vec<String>, String)> = relations
            .map(|each| (texts(&each["begins"]), each["kind"].as_str().unwrap_or("").to_owned()))
            .collect();
        let beginnings = notes.iter().flat_map(|(begins, _)| begins);
        let kinds = words["link_kinds"].as_object().into_iter().flatten();
        Self {
            longest: beginnings.map(|each| each.chars().count()).max().unwrap_or(0),
            notes,
            link_kinds: kinds
                .map(|(words, kind)| (words.clone(), kind.as_str().unwrap_or("").to_owned()))
                .collect(),
        }
    }
}

/// The main title of the original, from its own field or from a note; empty if not stated.
pub fn build_original_title(reading: &Reading) -> Read<String> {
    if let Some(statement) = reading.first("original") {
        return Ok(main_title(statement.get("title")));
    }
    let stated = stated_relations(reading);
    let original = stated.iter().find(|(kind, _)| *kind == "original");
    Ok(original.map_or_else(String::new, |(_, title)| main_title(title)))
}

/// Relations that fields or notes state, each once.
pub fn build_links(reading: &Reading) -> Read<Vec<Link>> {
    let mut links: Vec<(&str, String, &str)> = Vec::new();
    for link in reading.all("link") {
        let title = without_isbd(link.get("title")).to_owned();
        links.push((kind_of(link, reading), title, link.get("target")));
    }
    for original in reading.all("original") {
        if original.get("kind") == "translation_of" {
            let title = main_title(original.get("title"));
            links.push(("translation_of", title, original.get("target")));
        }
    }
    for (kind, title) in stated_relations(reading) {
        let kind = if kind == "original" { "translation_of" } else { kind };
        links.push((kind, main_title(title), ""));
    }
    for series in reading.all("series_link").iter().filter(|series| series.has("target")) {
        let title = at_sign(series.get("title")).0;
        links.push(("series", title.to_string(), series.get("target")));
    }
    links.retain(|(_, title, target)| !title.is_empty() || !target.is_empty());
    let all = each_once(links).into_iter();
    let link = |(kind, title, target): (&str, String, &str)| Link {
        kind: kind.to_owned(),
        title,
        target: target.to_owned(),
    };
    Ok(all.map(link).collect())
}

/// The kind of a link; where the record says it in words, what the table makes of them.
fn kind_of<'a>(statement: &'a Statement, reading: &'a Reading) -> &'a str {
    let said = statement.get("said");
    if !said.is_empty() {
        let said = fold(said);
        let kinds = &reading.dialect.relations.link_kinds;
        if let Some((_, kind)) = kinds.iter().find(|(words, _)| said.starts_with(words)) {
            return kind;
        }
    }
    statement.get("kind")
}

/// The notes as they stand and what has no field of its own (`more`), each once.
pub fn build_notes(reading: &Reading, more: Vec<String>) -> Read<Vec<String>> {
    let mut texts: Vec<String> =
        reading.all("note").iter().map(|statement| statement.get("text").to_owned()).collect();
    texts.extend(more);
    texts.retain(|text| !text.is_empty());
    Ok(each_once(texts))
}

/// The first annotation.
pub fn build_annotation(reading: &Reading) -> String {
    let mut texts = reading.all("annotation").iter().map(|statement| statement.get("text"));
    texts.find(|text| !text.is_empty()).unwrap_or("").to_owned()
}

/// The address of a cover image; empty where there is none.
pub fn build_cover(reading: &Reading) -> Read<String> {
    let mut covers = addresses(reading).filter(|statement| is_cover(statement));
    Ok(covers.next().map_or("", |statement| statement.get("address")).to_owned())
}

/// Where an online publication is read, and how long; None for what is not online.
pub fn build_online(reading: &Reading, carrier: &str) -> Read<Option<OnlineAccess>> {
    if !ONLINE.contains(&carrier) {
        return Ok(None);
    }
    let Some(statement) = addresses(reading).find(|statement| !is_cover(statement)) else {
        return Ok(None);
    };
    let loan_model = match casefold(reading.text("loan_model", "model")).as_str() {
        "multi" => "multi",
        "single" => "single",
        _ => "",
    };
    Ok(Some(OnlineAccess {
        address: statement.get("address").to_owned(),
        licence_from: date(reading.text("licence_from", "date"))?,
        licence_until: date(reading.text("licence_until", "date"))?,
        loan_model,
    }))
}

/// Notice addresses that are not of the web: they are never passed on.
pub fn notice_bad_addresses(reading: &Reading) -> Read<()> {
    for statement in reading.all("address") {
        let address = statement.get("address");
        if !address.is_empty() && !is_of_the_web(address) {
            reading.notice("address_refused", statement.origin.tag, address);
        }
    }
    Ok(())
}

/// The statements of addresses of the web.
fn addresses<'a>(reading: &'a Reading) -> impl Iterator<Item = &'a Statement<'a>> {
    reading.all("address").iter().filter(|statement| is_of_the_web(statement.get("address")))
}

fn is_cover(statement: &Statement) -> bool {
    let about = fold(&format!("{} {}", statement.get("what"), statement.get("kind")));
    about.contains("cover") || about.contains("omslag")
}

/// Whether it is `http://` or `https://`, in any case, and what may stand in an address.
fn is_of_the_web(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    // Without regard to case, the long s is an s to Python.
    let is_web = ["http", "https"].iter().any(|each| scheme.eq_ignore_ascii_case(each))
        || scheme.strip_suffix('ſ').is_some_and(|start| start.eq_ignore_ascii_case("http"));
    is_web && !rest.is_empty() && !rest.contains([' ', '<', '>', '"', '\''])
}

/// The relations that notes state: kind and title.
fn stated_relations<'a>(reading: &'a Reading) -> Vec<(&'a str, &'a str)> {
    let relations = &reading.dialect.relations;
    let mut stated = Vec::new();
    for statement in reading.all("note") {
        for sentence in sentences(statement.get("text")) {
            let start = casefold(characters(sentence, 0, relations.longest));
            for (beginnings, kind) in &relations.notes {
                if let Some(begins) = beginnings.iter().find(|each| start.starts_with(*each)) {
                    let title = characters(sentence, begins.chars().count(), usize::MAX);
                    stated.push((kind.as_str(), title.trim_matches(' ')));
                }
            }
        }
    }
    stated
}

/// A note cut at each `. - ` that has something before it.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(BETWEEN_SENTENCES) {
        if at > 0 && text.as_bytes()[at - 1] != b' ' {
            found.push(&text[start..at]);
            start = at + mark.len();
        }
    }
    found.push(&text[start..]);
    found
}

/// The main title in a reference such as `The BFG : a story / Roald Dahl. - London`.
fn main_title(text: &str) -> String {
    let mut main = text;
    for mark in [BETWEEN_SENTENCES, " / ", " : ", " = "] {
        main = main.split_once(mark).map_or(main, |(before, _)| before);
    }
    let bare = at_sign(main).0;
    let cut = without_isbd(&bare);
    cut.strip_suffix('.').unwrap_or(cut).to_owned()
}

/// A date as `2026-11-30`; None where there is none. Any other form declines the record.
fn date(text: &str) -> Read<Option<String>> {
    let text = characters(text, 0, 10);
    if text.is_empty() {
        return Ok(None);
    }
    if is_date(text.as_bytes()).unwrap_or(false) { Ok(Some(text.to_owned())) } else { Err(Decline) }
}

fn is_date(text: &[u8]) -> Option<bool> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let number = |signs: &[u8]| {
        signs.iter().try_fold(0, |sum, sign| Some(sum * 10 + char::from(*sign).to_digit(10)?))
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = DAYS.get((month as usize).checked_sub(1)?)?;
    let days = days + u32::from(month == 2 && is_leap);
    Some(year > 0 && (1..=days).contains(&day))
}
