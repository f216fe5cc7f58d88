//! The title statement, cut into its parts, with the text it sorts by: `normalize/titles.py`.

use regex::{Captures, Regex};

use crate::Read;
use crate::dialect::{Dialect, Family, Tables, texts};
use crate::model::Title;
use crate::reading::Reading;
use crate::rules::Statement;
use crate::text::{casefold, fold, without_article, without_isbd};
use crate::title_articles::{behind_indicator, uninverted};

/// What may stand behind the number of a part: its title.
const PART: &str = r"(?: *[:,.] +(?P<part>[^ ].*))?";

/// The names of parts (`deel`, `vol`), and where they are looked for.
pub struct Titles {
    names: Vec<String>,
    in_main: Regex,
    in_rest: Regex,
}

impl Titles {
    /// From the table of words.
    pub fn new(tables: &Tables) -> Self {
        let names = texts(&tables["words"]["designation"]);
        let numbers = tables["words"]["numbers"].as_object();
        let words: Vec<String> =
            numbers.into_iter().flatten().map(|(word, _)| word.clone()).collect();
        let number = numbered_part(&names, &words);
        let pattern = |text: String| Regex::new(&text).expect("the words of the table are letters");
        Self {
            in_main: pattern(format!(r"^(?P<main>.+?)[.,:;] +\[?(?P<number>{number})\]?{PART}$")),
            in_rest: pattern(format!(r"^\[?(?P<number>{number})\]?{PART}$")),
            names,
        }
    }
}

fn numbered_part(names: &[String], words: &[String]) -> String {
    let (names, words) = (any_case(names), any_case(words));
    format!(r"(?i:{names})\.? +(?:[0-9]{{1,3}}|[IVXL]+|(?i:{words}))")
}

/// One of these in any case; for Python that of `i` takes in the two of Turkish.
fn any_case(words: &[String]) -> String {
    words.join("|").replace('i', "[iİı]")
}

/// A title before it is settled; `sort` is empty where no source says where sorting begins.
#[derive(Default)]
struct Draft {
    main: String,
    rest: String,
    responsibility: String,
    number: String,
    part: String,
    sort: String,
}

/// The title of the record, or None where it has none; notices what its indicator has wrong.
pub fn build_title(reading: &Reading, language: &str) -> Read<Option<Title>> {
    let (statement, common) = (reading.first("title"), reading.first("common_title"));
    let titles = &reading.dialect.titles;
    let mut draft = match statement {
        Some(statement) => split(titles, draft_of(statement, reading, language)),
        None => Draft::default(),
    };
    if let Some(common) = common {
        draft = under(reading.dialect, common, draft);
    } else if is_designation(reading.dialect, &draft.main) {
        draft = under_series(reading, draft);
    }
    if draft.main.is_empty() {
        return Ok(None);
    }
    let sort = match draft.sort.as_str() {
        "" => sort_text(&without_article(&draft.main, language)),
        sort => sort_text(sort),
    };
    Ok(Some(Title {
        main: draft.main,
        rest: draft.rest,
        responsibility: draft.responsibility,
        part_number: draft.number,
        part_title: draft.part,
        sort,
        supplied: false,
    }))
}

/// `text` as a sort key; what has no letters at all sorts by itself.
fn sort_text(text: &str) -> String {
    let folded = fold(text);
    if folded.is_empty() { casefold(text) } else { folded }
}

/// True if `text` is only the name of a part (`Deel 3`, `Vol. II`).
fn is_designation(dialect: &Dialect, text: &str) -> bool {
    let folded = fold(text);
    let Some((name, number)) = folded.split_once(' ') else {
        return false;
    };
    !number.contains(' ')
        && dialect.titles.names.iter().any(|each| each == name)
        && dialect.numbering.parse_number(number).is_some()
}

/// The title without the `@` before its first sorting word, and the text behind it.
pub fn at_sign(text: &str) -> (String, String) {
    let mut signs = text.match_indices('@').map(|(at, _)| at);
    match signs.find(|at| starts_sorting(text, *at)) {
        Some(at) => (format!("{}{}", &text[..at], &text[at + 1..]), text[at + 1..].to_owned()),
        None => (text.to_owned(), String::new()),
    }
}

/// True for an `@` at the beginning, behind a space or an apostrophe, and before a word.
fn starts_sorting(text: &str, at: usize) -> bool {
    let begins = at == 0 || text[..at].ends_with([' ', '\'', '’']);
    begins && text[at + 1..].starts_with(|c| c != ' ')
}

fn draft_of(statement: &Statement, reading: &Reading, language: &str) -> Draft {
    let (main, mut sort) = at_sign(statement.get("main"));
    let mut main = or(clean(&main), clean(statement.get("other")));
    let mut rest = clean(or(statement.get("rest"), reading.text("subtitle", "text")));
    let number = clean(statement.get("number")).trim_end_matches('.');
    let mut part = clean(statement.get("part"));
    if !number.is_empty() || !part.is_empty() {
        main = without_full_stop(main);
    }
    if main.is_empty() {
        (main, part, rest) = (or(part, or(rest, number)), "", "");
    }
    if reading.dialect.family == Family::Marc21 && statement.origin.tag == "245" {
        sort = behind_indicator(statement, main, reading, language);
    }
    let stated = responsibility(statement);
    let mut draft = Draft {
        main: main.to_owned(),
        rest: rest.to_owned(),
        responsibility: without_isbd(&stated).to_owned(),
        number: number.to_owned(),
        part: part.to_owned(),
        sort,
    };
    if let Some((main, sort)) = uninverted(&draft.main) {
        (draft.main, draft.sort) = (main, sort);
    }
    draft
}

fn responsibility(statement: &Statement) -> String {
    let (first, more) = (statement.get("responsibility"), statement.get("responsibility_more"));
    if first.is_empty() || more.is_empty() {
        return or(first, more).to_owned();
    }
    format!("{first} ; {more}")
}

/// Cut a statement of responsibility and a subtitle out of the main title.
fn split(titles: &Titles, mut draft: Draft) -> Draft {
    if draft.responsibility.is_empty()
        && let Some(behind) = cut_at(&mut draft.main, " / ")
    {
        draft.responsibility = behind;
    }
    if draft.rest.is_empty() {
        let behind = cut_at(&mut draft.main, " : ").unwrap_or_default();
        draft.main = stripped(draft.main);
        draft.rest = stripped(behind);
    }
    for mark in [" / ", " : ", " = "] {
        cut_at(&mut draft.sort, mark);
    }
    if draft.number.is_empty() {
        cut_number(titles, &mut draft);
    }
    let parallel = draft.main.split_once(" = ");
    let both = parallel.filter(|(main, behind)| !main.is_empty() && !behind.is_empty());
    if let Some(end) = both.map(|(main, _)| main.len()) {
        draft.main.truncate(end);
    }
    draft
}

/// Cut `text` before `mark`; what stands behind it, or None where there is none.
fn cut_at(text: &mut String, mark: &str) -> Option<String> {
    let at = text.find(mark)?;
    let behind = text[at + mark.len()..].to_owned();
    text.truncate(at);
    Some(behind)
}

/// Cut a volume out of a title or subtitle (`Van Dale. Deel 2, J-R`, `Narnia : dl. 2: ...`).
fn cut_number(titles: &Titles, draft: &mut Draft) {
    let named = |found: &Captures, name| found.name(name).map_or("", |it| it.as_str()).to_owned();
    if has_cut(&draft.main)
        && let Some(found) = titles.in_main.captures(&draft.main)
    {
        (draft.number, draft.part) = (named(&found, "number"), named(&found, "part"));
        draft.main = named(&found, "main");
    } else if let Some(found) = titles.in_rest.captures(&draft.rest) {
        (draft.number, draft.part) = (named(&found, "number"), named(&found, "part"));
        draft.rest.clear();
    }
}

/// True where a full stop, comma, colon or semicolon ends something.
fn has_cut(text: &str) -> bool {
    let pairs = text.as_bytes().windows(2);
    pairs.into_iter().any(|pair| b".,:;".contains(&pair[0]) && pair[1] == b' ')
}

/// A volume under its common title: `own` becomes the title of the part.
fn under(dialect: &Dialect, common: &Statement, mut own: Draft) -> Draft {
    let (main, sort) = at_sign(common.get("title"));
    if main.is_empty() {
        return own;
    }
    if is_designation(dialect, &own.main) {
        own.number = std::mem::take(&mut own.main);
    }
    if common.has("volume") {
        own.number = common.get("volume").to_owned();
    }
    if !own.main.is_empty() {
        own.part = own.main;
    }
    own.main = clean(&main).to_owned();
    own.sort = sort;
    own
}

/// `Deel 3` alone is no title: the series it stands in is.
fn under_series(reading: &Reading, mut own: Draft) -> Draft {
    let (main, sort) = at_sign(reading.text("series", "title"));
    if main.is_empty() {
        return own;
    }
    own.number = std::mem::replace(&mut own.main, clean(&main).to_owned());
    own.sort = sort;
    own
}

fn clean(text: &str) -> &str {
    let bare = without_isbd(text);
    without_isbd(bare.strip_suffix(" =").unwrap_or(bare))
}

fn without_full_stop(text: &str) -> &str {
    match text.strip_suffix('.') {
        Some(rest) if !rest.ends_with('.') => rest.trim_end_matches(' '),
        _ => text,
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn stripped(text: String) -> String {
    if text.starts_with(' ') || text.ends_with(' ') {
        return text.trim_matches(' ').to_owned();
    }
    text
}

/// Other forms of the title that the record gives, each once.
pub fn variant_titles(reading: &Reading) -> Read<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for statement in reading.all("variant_title") {
        let (title, _) = at_sign(statement.get("title"));
        let title = clean(&title);
        if !title.is_empty() && !found.iter().any(|known| known == title) {
            found.push(title.to_owned());
        }
    }
    Ok(found)
}
