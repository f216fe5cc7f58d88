//! Publishers, years, country, edition and extent: `normalize/imprints.py`.

use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::Read;
use crate::dialect::{Tables, pairs, texts};
use crate::fields::Field;
use crate::model::{Edition, Extent, Publisher};
use crate::numbering::{END, digit_runs};
use crate::reading::Reading;
use crate::text::{casefold, fold, tidy, without_isbd};

// Python takes two more letters for an i, whatever their case.
static BEHIND_PAGES: LazyLock<Regex> = LazyLock::new(|| {
    let unnumbered = r"on?gen[^ ]* +|ongenummerde +|unnumbered +";
    let words = format!("(?:pp?|pages?){END}|pag[iıİ]na|blz|bladz|se[iıİ]ten");
    let pages = format!(r"{words}|s\.?(?:$|[ ,:;)])");
    Regex::new(&format!(r"^(?i)\]? *(?:{unnumbered})?(?:{pages})")).unwrap()
});
static STRETCH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?i) *pp?\. *[0-9]").unwrap());
static BEHIND_HOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?i) *(?:uur|u\.|hours?|hrs?\.?|h{END}|std)")).unwrap()
});
static BEHIND_MINUTES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!("^(?i) *(?:m[iıİ]n|m{END})")).unwrap());

/// The codes of countries, from `tables/countries.toml`.
pub struct Imprints {
    marc_countries: HashMap<String, String>,
    /// What stands for a publisher or a place that nobody knows, folded.
    nobody: Vec<String>,
}

impl Imprints {
    pub fn new(tables: &Tables) -> Self {
        Self {
            marc_countries: pairs(&tables["countries"]["marc"]),
            nobody: texts(&tables["words"]["nobody"]),
        }
    }
}

/// Publishers with their places, without brackets and ISBD; the same name once.
pub fn build_publishers(reading: &Reading) -> Read<Vec<Publisher>> {
    let imprints = &reading.dialect.imprints;
    let mut publishers: Vec<(String, Publisher)> = Vec::new();
    let (mut place, mut used) = (Cow::Borrowed(""), true);
    let mut field: Option<&Field> = None;
    for statement in reading.all("imprint") {
        if !field.is_some_and(|field| std::ptr::eq(statement.origin, field)) {
            (place, used, field) = (Cow::Borrowed(""), true, Some(statement.origin));
        }
        let stated = imprints.unbracketed(statement.get("place"))?;
        let name = imprints.unbracketed(statement.get("name"))?;
        if !stated.is_empty() && used {
            (place, used) = (stated, false);
        }
        if !name.is_empty() {
            add_publisher(&mut publishers, &name, &place);
            used = true;
        }
    }
    Ok(publishers.into_iter().map(|(_, publisher)| publisher).collect())
}

fn add_publisher(publishers: &mut Vec<(String, Publisher)>, name: &str, place: &str) {
    let folded = fold(name);
    let key = if folded.is_empty() { name.to_owned() } else { folded };
    if !publishers.iter().any(|(known, _)| *known == key) {
        publishers.push((key, Publisher { name: name.to_owned(), place: place.to_owned() }));
    }
}

impl Imprints {
    fn unbracketed<'a>(&self, text: &'a str) -> Read<Cow<'a, str>> {
        if !text.contains(['[', ']']) {
            return Ok(Cow::Borrowed(self.somebody(text)));
        }
        let bare = text.replace("[etc.]", "").replace(['[', ']'], "");
        Ok(Cow::Owned(self.somebody(&tidy(&bare)?).to_owned()))
    }

    /// A name or place without ISBD; empty where it says that nobody is known.
    fn somebody<'a>(&self, text: &'a str) -> &'a str {
        let plain = without_isbd(without_isbd(text));
        let plain = plain.strip_suffix("(etc.)").unwrap_or(plain).trim_matches(' ');
        if self.nobody.contains(&fold(plain)) { "" } else { plain }
    }
}

/// Years of publication and copyright, as stated and each once; the first is the best known.
pub fn build_years(reading: &Reading) -> Read<Vec<u32>> {
    let mut years = Vec::new();
    for statement in reading.all("imprint").iter().chain(reading.all("year")) {
        years.extend(years_in(statement.get("year")));
        let first = statement.get("first");
        if !first.is_empty() {
            years.extend(fixed_years(statement.get("kind"), first, statement.get("second")));
        }
    }
    Ok(each_once(years))
}

fn years_in(text: &str) -> impl Iterator<Item = u32> {
    digit_runs(text).filter_map(|(start, end)| year(&text[start..end]))
}

/// The year that four figures are: from 1400 to 2099.
fn year(figures: &str) -> Option<u32> {
    let all_figures = figures.len() == 4 && figures.bytes().all(|b| b.is_ascii_digit());
    let year = figures.parse().ok().filter(|_| all_figures)?;
    Some(year).filter(|year| (1400..2100).contains(year))
}

/// The years of 008; the second is a copyright or an end, but in reprints the original's.
fn fixed_years(kind: &str, first: &str, second: &str) -> impl Iterator<Item = u32> {
    let second = if matches!(kind, "r" | "p" | "") { "" } else { second };
    [year(first), year(second)].into_iter().flatten()
}

fn each_once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut once = Vec::with_capacity(all.len());
    for each in all {
        if !once.contains(&each) {
            once.push(each);
        }
    }
    once
}

/// The first country of publication as an ISO 3166-1 code in lower case, or empty.
pub fn build_country(reading: &Reading) -> Read<String> {
    let known = &reading.dialect.imprints.marc_countries;
    for statement in reading.all("country") {
        let stated = casefold(statement.get("code"));
        let mut code = if stated.starts_with("xa-") { last_two(&stated) } else { &stated };
        if statement.get("list") == "marc" {
            code = known.get(code).map_or("", String::as_str);
        }
        let letters = code.bytes().take_while(u8::is_ascii_lowercase).count();
        if letters > 1 {
            return Ok(code[..2].to_owned());
        }
    }
    Ok(String::new())
}

fn last_two(text: &str) -> &str {
    text.char_indices().nth_back(1).map_or(text, |(at, _)| &text[at..])
}

/// The edition statement, its number, and whether it (or the edition note) says revised.
pub fn build_edition(reading: &Reading) -> Read<Edition> {
    let numbering = &reading.dialect.numbering;
    let pieces = reading.all("edition").iter().map(|s| without_isbd(s.get("statement")));
    let statement = each_once(pieces.filter(|each| !each.is_empty()).collect()).join(", ");
    let note = reading.text("edition_note", "text").split(':').next().unwrap_or_default();
    let revised = numbering.is_revised(&statement) || numbering.is_revised(note);
    Ok(Edition { number: numbering.edition_number(&statement), revised, statement })
}

/// The extent as stated, with pages (the longest count) and minutes where it names them.
pub fn build_extent(reading: &Reading) -> Read<Extent> {
    let own_size = reading.text("extent", "size");
    let size = if own_size.is_empty() { reading.text("size", "size") } else { own_size };
    let size = without_isbd(size.split('+').next().unwrap_or_default());
    let statement = without_isbd(without_isbd(reading.text("extent", "statement")));
    let minutes = given(reading, "minutes").or_else(|| duration(reading));
    Ok(Extent {
        statement: statement.to_owned(),
        pages: given(reading, "pages").or_else(|| pages_in(statement)),
        minutes: minutes.or_else(|| minutes_in(statement)),
        size: size.trim_end_matches('.').to_owned(),
    })
}

/// The number of pages that an extent names: the longest count (`XII, 312 p` is 312).
pub fn pages_in(statement: &str) -> Option<u32> {
    let (mut most, mut from) = (0, 0);
    for (start, end) in digit_runs(statement) {
        if start < from {
            continue;
        }
        if let Some(found) = BEHIND_PAGES.find(&statement[end..]) {
            most = most.max(number(&statement[start..end], 6));
            from = end + found.end();
        }
    }
    // `P. 12-34`: a stretch of a larger whole.
    Some(most).filter(|most| *most > 0 && !STRETCH.is_match(statement))
}

/// The playing time that an extent names, in minutes (`9 uur, 12 min.` is 552).
pub fn minutes_in(statement: &str) -> Option<u32> {
    let hours = number_before(&BEHIND_HOURS, statement, 4) * 60;
    Some(hours + number_before(&BEHIND_MINUTES, statement, 6)).filter(|total| *total > 0)
}

fn number_before(unit: &Regex, statement: &str, figures: usize) -> u32 {
    let mut runs = digit_runs(statement).filter(|(_, end)| unit.is_match(&statement[*end..]));
    runs.next().map_or(0, |(start, end)| number(&statement[start..end], figures))
}

/// What the first of these figures mean.
fn number(all: &str, figures: usize) -> u32 {
    all[..all.len().min(figures)].parse().unwrap_or_default()
}

/// The playing time as `hhmmss` (MARC 21 306); seconds are rounded away.
fn duration(reading: &Reading) -> Option<u32> {
    let stated = reading.text("duration", "hhmmss");
    if stated.len() != 6 || !stated.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(number(stated, 2) * 60 + number(&stated[2..], 2)).filter(|minutes| *minutes > 0)
}

fn given(reading: &Reading, name: &str) -> Option<u32> {
    let text = reading.text(name, "number");
    let figures = text.bytes().all(|b| b.is_ascii_digit());
    Some(text).filter(|_| figures).map(|text| number(text, 6)).filter(|given| *given > 0)
}
