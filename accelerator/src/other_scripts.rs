//! 880, a field once more in another script: `normalize/other_scripts.py`.

use crate::Read;
use crate::reading::Reading;
use crate::rules::Statement;
use crate::text::without_isbd;

const TITLES: [&str; 5] = ["245", "246", "240", "130", "740"];
/// ISBD marks that end a name, once or more, and the commas of other scripts.
const AFTER_A_NAME: [char; 9] = [' ', '/', ':', ';', '=', ',', '\u{60c}', '\u{3001}', '\u{ff0c}'];

/// The titles in other scripts; one without link (`00`) that has one counts too.
pub fn linked_titles(reading: &Reading) -> Read<Vec<String>> {
    let mut found = Vec::new();
    for statement in reading.all("linked") {
        if link(statement).is_some_and(|(tag, _)| TITLES.contains(&tag)) {
            let pieces = ["a", "b"].map(|part| without_isbd(without_mark(statement.get(part))));
            let stated: Vec<&str> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
            add_once(&mut found, stated.join(" : "));
        }
    }
    Ok(found)
}

/// The forms of a person's name in other scripts: 880 whose $6 points back to this field.
pub fn linked_names(reading: &Reading, person: &Statement) -> Read<Vec<String>> {
    let mut found = Vec::new();
    let Some((_, number)) = link(person).filter(|(_, number)| *number != "00") else {
        return Ok(found);
    };
    let wanted = Some((person.origin.tag, number));
    for statement in reading.all("linked").iter().filter(|each| link(each) == wanted) {
        let name = statement.get("a").trim_end_matches(AFTER_A_NAME);
        add_once(&mut found, name.trim_matches(' ').to_owned());
    }
    Ok(found)
}

/// The tag and the number that $6 points to.
fn link<'a>(statement: &'a Statement) -> Option<(&'a str, &'a str)> {
    let stated = statement.get("link");
    let (tag, behind) = stated.split_at_checked(3)?;
    let number = behind.strip_prefix('-')?.get(..2)?;
    let mut digits = tag.bytes().chain(number.bytes());
    digits.all(|digit| digit.is_ascii_digit()).then_some((tag, number))
}

/// `text` without the ISBD mark at its end that stands behind a space.
fn without_mark(text: &str) -> &str {
    match text.strip_suffix([':', '/', ';', '=']) {
        Some(rest) if rest.ends_with(' ') => rest.trim_end_matches(' '),
        _ => text,
    }
}

fn add_once(found: &mut Vec<String>, text: String) {
    if !text.is_empty() && !found.contains(&text) {
        found.push(text);
    }
}
