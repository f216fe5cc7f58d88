//! Contributors, with names in reading order and in parts, and a role: `normalize/people.py`.

use rustc_hash::FxHashSet as HashSet;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::LazyLock;

use regex::Regex;

use crate::Read;
use crate::dialect::{Tables, texts};
use crate::fields::Field;
use crate::model::Contributor;
use crate::other_scripts::linked_names;
use crate::reading::Reading;
use crate::rules::Statement;
use crate::text::{casefold, fold, is_prefix, is_small_prefix, without_isbd};

/// Prefixes too, but with a capital they are part of the name.
static DROPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r" *[\[(<].*?[\])>] *| +(?:e\.a\.|et al\.?)$").unwrap());
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(".*/relators/([a-z]{3})").unwrap());

/// The roles: their codes, and the words for them with the longest first.
pub struct People {
    known: HashSet<String>,
    words: Vec<(String, String)>,
}

impl People {
    /// From the table of roles.
    pub fn new(tables: &Tables) -> Self {
        let table = &tables["roles"];
        let rows = table["words"].as_object().into_iter().flatten();
        let pairs = rows.filter_map(|(word, code)| Some((word.clone(), code.as_str()?.to_owned())));
        let mut words: Vec<_> = pairs.collect();
        words.sort_by_key(|(word, _)| Reverse(word.chars().count()));
        Self { known: texts(&table["known"]).into_iter().collect(), words }
    }

    /// The relator code that a role written as a word means, or None.
    fn role_of(&self, word: &str) -> Option<&str> {
        let plain = fold(word);
        let fitting = self.words.iter().find(|(beginning, _)| plain.starts_with(beginning));
        fitting.map(|(_, code)| code).or_else(|| self.known.get(&plain)).map(String::as_str)
    }
}

/// A name in reading order, and its parts where they are known.
#[derive(Default, Clone)]
struct Name {
    name: String,
    surname: String,
    prefix: String,
    given: String,
}

/// Everyone the record names, in its order; the same name and role once.
pub fn build_contributors(reading: &Reading) -> Read<Vec<Contributor>> {
    let mut people: Vec<(String, Contributor)> = Vec::new();
    for statement in reading.in_order("contributor") {
        if !statement.has("of_title") {
            add_people(reading, statement, &mut people)?;
        }
    }
    Ok(people.into_iter().map(|(_, person)| person).collect())
}

/// Add the people of one field, each with what tells two of them apart.
fn add_people(
    reading: &Reading,
    statement: &Statement,
    people: &mut Vec<(String, Contributor)>,
) -> Read<()> {
    let name = name_of(statement);
    if name.name.is_empty() {
        return Ok(());
    }
    let variants = linked_names(reading, statement)?;
    let (roles, unknown) = roles(&reading.dialect.people, statement);
    for role in unknown {
        reading.notice("role_unknown", statement.origin.tag, &role);
    }
    let folded = fold(&name.name);
    let same = if folded.is_empty() { &name.name } else { &folded };
    for role in roles {
        if !people.iter().any(|(known, person)| known == same && person.role == role) {
            people.push((same.clone(), person(statement, name.clone(), role, variants.clone())));
        }
    }
    Ok(())
}

fn person(statement: &Statement, name: Name, role: &str, variants: Vec<String>) -> Contributor {
    let authority = statement.get("authority");
    Contributor {
        name: name.name,
        surname: name.surname,
        prefix: name.prefix,
        given: name.given,
        role: role.to_owned(),
        dates: without_isbd(statement.get("dates")).trim_end_matches('.').to_owned(),
        authority: authority.split(' ').next().unwrap_or_default().to_owned(),
        main: statement.get("main") == "yes",
        variants,
    }
}

/// MARC 21: a name whose first indicator is 0 does not invert.
fn is_forename(origin: &Field) -> bool {
    origin.indicators[0] == b'0' && matches!(origin.tag, "100" | "700")
}

fn name_of(statement: &Statement) -> Name {
    let stated = statement.get("name");
    if !stated.is_empty() && statement.get("body") == "yes" {
        let body = without_isbd(stated).trim_end_matches(['.', ',']);
        return Name { name: body.to_owned(), ..Name::default() };
    }
    if !stated.is_empty() {
        return written(stated, statement.get("numeration"), is_forename(statement.origin));
    }
    if statement.has("corporate") {
        return Name { name: statement.get("corporate").to_owned(), ..Name::default() };
    }
    name_in_parts(statement)
}

fn name_in_parts(statement: &Statement) -> Name {
    let [mut surname, prefix, mut given, personal] =
        ["surname", "prefix", "given", "personal"].map(|part| statement.get(part));
    let written = or(statement.get("inverted"), statement.get("direct"));
    if surname.is_empty() {
        if !written.is_empty() {
            return split_name(written);
        }
        if let Some((before, behind)) = personal.split_once('@') {
            (given, surname) = (before, behind);
        }
    }
    if surname.is_empty() {
        return personal_name(or(personal, given));
    }
    if prefix.is_empty() && given.is_empty() && surname.contains(',') {
        return split_name(surname);
    }
    let (leading, surname) = leading_prefix(surname);
    let (given, trailing) = trailing_prefix(given);
    named(surname, or(prefix, or(leading, trailing)), given)
}

/// A name written as one text, without additions; a comma shows that one inverts after all.
fn written(stated: &str, numeration: &str, is_forename: bool) -> Name {
    let text = match numeration {
        "" => Cow::Borrowed(stated),
        _ => Cow::Owned(format!("{stated} {numeration}")),
    };
    let has_addition = text.contains(['[', '(', '<']) || text.ends_with(['.', 'l']);
    let kept = if has_addition { DROPPED.replace_all(&text, "") } else { Cow::Borrowed(&*text) };
    let bare = without_isbd(without_isbd(&kept));
    if is_forename && !bare.contains(',') { personal_name(bare) } else { split_name(bare) }
}

/// A name, inverted at its comma or in reading order, with prefix, given name and surname.
///
/// `Beek, Hans van der`, `van der Beek, Hans` and `Hans van der Beek` come out alike.
fn split_name(text: &str) -> Name {
    if let Some((family, rest)) = text.split_once(',') {
        let (prefix, surname) = leading_prefix(family);
        let (given, trailing) = trailing_prefix(rest.trim_matches(' ').trim_end_matches(','));
        return named(surname, or(prefix, trailing), given);
    }
    let text = text.trim_matches(' ');
    let Some((first, last)) = text.find(' ').zip(text.rfind(' ')) else {
        return named(text, "", "");
    };
    let mut start = first + 1;
    while start <= last {
        let end = start + text[start..].find(' ').unwrap_or_default();
        if is_prefix_word(&text[start..end]) {
            let (prefix, surname) = leading_prefix(&text[start..]);
            return named(surname, prefix, &text[..start - 1]);
        }
        start = end + 1;
    }
    match leading_prefix(text) {
        ("", _) => named(&text[last + 1..], "", &text[..last]),
        (prefix, surname) => named(surname, prefix, ""),
    }
}

fn named(surname: &str, prefix: &str, given: &str) -> Name {
    let mut name = String::with_capacity(given.len() + prefix.len() + surname.len() + 2);
    for part in [given, prefix, surname].into_iter().filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(part);
    }
    let [surname, prefix, given] = [surname, prefix, given].map(str::to_owned);
    Name { name, surname, prefix, given }
}

fn personal_name(text: &str) -> Name {
    Name { name: text.to_owned(), surname: text.to_owned(), ..Name::default() }
}

/// True for a word before a family name; with a capital (Flemish use) only the usual ones.
fn is_prefix_word(word: &str) -> bool {
    let plain = casefold(&word.replace('’', "'"));
    let letters = word.trim_start_matches(['\'', '’']);
    is_prefix(&plain) || (is_small_prefix(&plain) && letters.starts_with(char::is_lowercase))
}

/// The prefixes that a family name begins with, and what is left: its last word at least.
fn leading_prefix(family: &str) -> (&str, &str) {
    let family = family.trim_matches(' ');
    let mut start = 0;
    while let Some(length) = family[start..].find(' ') {
        if !is_prefix_word(&family[start..start + length]) {
            break;
        }
        start += length + 1;
    }
    (family[..start].trim_end_matches(' '), &family[start..])
}

/// A given name without the prefixes that it ends with, and these.
fn trailing_prefix(given: &str) -> (&str, &str) {
    let given = given.trim_matches(' ');
    let mut kept = given;
    while !kept.is_empty() {
        let (before, word) = kept.rsplit_once(' ').unwrap_or(("", kept));
        if !is_prefix_word(word) {
            break;
        }
        kept = before;
    }
    (kept, given[kept.len()..].trim_start_matches(' '))
}

/// The roles by code, else by word, else what the field itself means; and those not known.
fn roles<'a>(people: &'a People, statement: &'a Statement) -> (Vec<&'a str>, Vec<String>) {
    let (mut known, mut unknown): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for code in codes(statement.get("code")) {
        match people.known.get(&code) {
            Some(code) if known.contains(&code.as_str()) => (),
            Some(code) => known.push(code),
            None => unknown.push(code),
        }
    }
    let word = statement.get("word");
    if known.is_empty() && !word.is_empty() {
        let by_word = people.role_of(word);
        if by_word.is_none() {
            unknown.push(word.to_owned());
        }
        known.push(by_word.unwrap_or("ctb"));
    }
    if known.is_empty() {
        known.push(statement.get("role"));
    }
    (known, unknown)
}

/// Three letters that no letter follows; of an address only what it ends with.
fn codes(stated: &str) -> Vec<String> {
    let mut text = stated.to_lowercase();
    if text.contains("/relators/") {
        text = ADDRESS.replace_all(&text, "$1").into_owned();
    }
    let (signs, mut found, mut at) = (text.as_bytes(), Vec::new(), 0);
    let is_letter = |at: usize| signs.get(at).is_some_and(u8::is_ascii_lowercase);
    while at + 3 <= signs.len() {
        if (at..at + 3).all(is_letter) && !is_letter(at + 3) {
            found.push(text[at..at + 3].to_owned());
            at += 3;
        } else {
            at += 1;
        }
    }
    found
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
