//! Series, and which volume of a whole a record describes: `normalize/volumes.py`.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::Read;
use crate::dialect::{Tables, texts};
use crate::model::{Extent, Series, Title, Volume};
use crate::numbering::{BEGIN, END, Numbering, states_several};
use crate::reading::Reading;
use crate::rules::Statement;
use crate::text::{casefold, fold, is_word, without_article, without_isbd};
use crate::titles::at_sign;

static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    let parts = "dl|delen|dln|bd|banden|bde|volumes|vols?";
    Regex::new(&format!("{BEGIN}(?:[2-9]|[0-9][0-9]) ?(?:{parts}){END}")).unwrap()
});
const VIDEO: [&str; 3] = ["dvd", "blu_ray", "streaming_video"];
const LARGE_PRINT: &str = "large_print";
const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "XI", "XII", "XIII"];

/// The words for parts and sets, from `tables/words.toml`.
pub struct Volumes {
    set_phrases: Regex,
    /// What every designation has in it, in text without case.
    designation_names: Regex,
    designation: Regex,
}

impl Volumes {
    pub fn new(tables: &Tables) -> Self {
        let table = &tables["words"];
        Self {
            set_phrases: any_of(&texts(&table["set_phrases"]), " "),
            designation_names: any_of(&texts(&table["designation"]), ""),
            designation: designation(table),
        }
    }
}

/// One of these texts, between such signs.
fn any_of(phrases: &[String], beside: &str) -> Regex {
    let escaped: Vec<String> = phrases.iter().map(|each| regex::escape(each)).collect();
    Regex::new(&format!("{beside}(?:{}){beside}", escaped.join("|"))).expect("escaped")
}

/// A word for part with the number behind it; what Python looks around for is matched too.
fn designation(table: &Value) -> Regex {
    let names = in_any_case(texts(&table["designation"]));
    let numbers = table["numbers"].as_object().into_iter().flatten();
    let words = in_any_case(numbers.map(|(word, _)| word.clone()).collect());
    let figures = "[0-9]{1,3}(?: *(?:-|–|t/m|en|and|&) *[0-9]{1,3})?|[IVXL]+";
    // A number as a word counts only where nothing follows that it could count.
    let word = format!("(?i:{words})(?: +(?i:en|and) +(?i:{words}))?");
    let alone = format!(r"(?:$|[:;,.)\]]| +(?:$|[:;,.)\]]|(?i:van){END}))");
    let number =
        format!(r"(?:(?P<figures>{figures})(?:$|[^\p{{L}}0-9_%])|(?P<word>{word}){alone})");
    Regex::new(&format!(r"(?:^|[^\p{{L}}0-9_\-])(?i:{names})\.? *{number}")).expect("plain words")
}

/// One of these words, with the two more letters that Python takes for an i.
fn in_any_case(words: Vec<String>) -> String {
    words.join("|").replace('i', "[iıİ]")
}

/// What beside title and series says which volume this is.
pub struct About<'a> {
    pub extent: &'a Extent,
    pub carrier: &'a str,
    pub parent: bool,
}

/// The series statements, each once; `number` is read from digits, Roman figures or words.
pub fn build_series(reading: &Reading) -> Read<Vec<Series>> {
    let mut series: Vec<(String, Series)> = Vec::new();
    for statement in reading.all("series").iter().chain(reading.all("series_link")) {
        let (title, volume) = stated_series(statement);
        if title.is_empty() {
            continue;
        }
        let folded = fold(&title);
        match series.iter_mut().find(|(known, _)| *known == folded) {
            None => series.push((folded, one_series(title, volume, reading))),
            Some((_, known)) if known.volume.is_empty() && !volume.is_empty() => {
                *known = one_series(title, volume, reading);
            }
            Some(_) => {}
        }
    }
    Ok(series.into_iter().map(|(_, each)| each).collect())
}

fn stated_series<'a>(statement: &'a Statement) -> (String, &'a str) {
    let title = statement.get("title");
    let volume = without_isbd(statement.get("volume"));
    if title.contains('@') {
        return (without_isbd(&at_sign(title).0).to_owned(), volume);
    }
    (without_isbd(title).to_owned(), volume)
}

fn one_series(title: String, volume: &str, reading: &Reading) -> Series {
    let number =
        if volume.is_empty() { None } else { reading.dialect.numbering.parse_number(volume) };
    Series { title, volume: volume.to_owned(), number }
}

/// Which volume this is, and whether it is the set.
///
/// A number in the title's own numbering, behind a word for part, or in a series of the same name
/// is *known*. A number that only another series gives, or that only ends the title, is
/// *ambiguous*: `number` is then what it would be.
pub fn build_volume(
    reading: &Reading,
    title: &Title,
    series: &[Series],
    about: &About,
) -> Read<Volume> {
    let (volumes, numbering) = (&reading.dialect.volumes, &reading.dialect.numbering);
    let whole = about.parent || volumes.is_set(title, about);
    let (number, mut stated) = volumes.stated(title, numbering);
    let number = number.or_else(|| of_own_series(title, series));
    stated |= number.is_some();
    if number.is_some() {
        let is_set = whole && states_several(&title.main);
        return Ok(Volume { state: "known", number, is_set });
    }
    // The ISBN of the set on `Verzamelde gedichten II` does not make that the set.
    if whole && trailing(&title.main).is_none() {
        return Ok(Volume { state: "absent", number: None, is_set: true });
    }
    let weak = weak(title, series, numbering);
    let state = if stated || weak.is_some() { "ambiguous" } else { "absent" };
    Ok(Volume { state, number: weak, is_set: false })
}

impl Volumes {
    /// True if title or extent say that several volumes are described as one publication.
    ///
    /// Not for films: a complete television series on discs is one publication.
    fn is_set(&self, title: &Title, about: &About) -> bool {
        if VIDEO.contains(&about.carrier) {
            return false;
        }
        let said = fold(&format!("{} {} {}", title.main, title.rest, title.part_title));
        if self.set_phrases.is_match(&format!(" {said} ")) {
            return true;
        }
        let statement = fold(&about.extent.statement);
        // "2 bd (711 p)" is one text in two bindings, and so is large print in two volumes.
        let one_text = !title.part_number.is_empty()
            || about.extent.pages.is_some()
            || about.carrier == LARGE_PRINT;
        (!one_text && PARTS.is_match(&statement)) || statement.contains("in cassette")
    }

    /// The number in the title's numbering or behind a word for part; and if there was any.
    fn stated(&self, title: &Title, numbering: &Numbering) -> (Option<u32>, bool) {
        if !title.part_number.is_empty() {
            return (numbering.parse_number(&title.part_number), true);
        }
        let mut texts = [&title.rest, &title.main, &title.part_title].into_iter();
        match texts.find_map(|text| self.designated(text)) {
            Some(number) => (numbering.parse_number(number), true),
            None => (None, false),
        }
    }

    /// The number behind a word for part.
    fn designated<'a>(&self, text: &'a str) -> Option<&'a str> {
        if text.is_empty() || !self.designation_names.is_match(&casefold(text)) {
            return None;
        }
        let found = self.designation.captures(text)?;
        found.name("figures").or(found.name("word")).map(|number| number.as_str())
    }
}

/// What stands before the number that ends a title, and that number.
fn trailing(title: &str) -> Option<(&str, &str)> {
    if !title.ends_with(|c: char| c.is_ascii_digit() || "IVX".contains(c)) {
        return None;
    }
    let (before, number) = title.rsplit_once(' ')?;
    let figures = number.len() < 3 && number.bytes().all(|b| b.is_ascii_digit());
    let last_word = before.rsplit(' ').next().unwrap_or_default();
    let is_letter = |c: char| is_word(c) && !c.is_ascii_digit();
    let numbers = (figures || ROMAN.contains(&number)) && last_word.contains(is_letter);
    numbers.then_some((before, number))
}

/// The number in a series that has the title's own name (`De griezelbus ; 2`).
fn of_own_series(title: &Title, series: &[Series]) -> Option<u32> {
    if !series.iter().any(|each| numbered(each).is_some()) {
        return None;
    }
    let own = name(&title.main);
    let bare = trailing(&title.main).map(|(before, _)| name(&format!("{before} ")));
    let of_own_name = |each: &&Series| {
        let named = name(&each.title);
        named == own || bare.as_ref().is_some_and(|bare| named == *bare)
    };
    the_one(series.iter().filter(of_own_name).filter_map(numbered))
}

fn weak(title: &Title, series: &[Series], numbering: &Numbering) -> Option<u32> {
    let last = trailing(&title.main).map(|(_, last)| numbering.parse_number(last).unwrap_or(0));
    the_one(series.iter().filter_map(numbered).chain(last))
}

fn numbered(series: &Series) -> Option<u32> {
    series.number.filter(|number| *number != 0)
}

/// The number that they all are.
fn the_one(mut numbers: impl Iterator<Item = u32>) -> Option<u32> {
    let first = numbers.next()?;
    numbers.all(|each| each == first).then_some(first)
}

fn name(text: &str) -> String {
    fold(&without_article(text, "dut"))
}
