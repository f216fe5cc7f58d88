//! Copies that travel with a title: `normalize/copies.py`.

use rustc_hash::FxHashMap as HashMap;

use serde::Deserialize;

use crate::fields::Field;
use crate::model::LocalItem;
use crate::reading::Reading;
use crate::text::plain;
use crate::{Decline, Read};

/// PICA+: what follows is of one library, up to the next.
const OPENS_LIBRARY: &str = "101@";

/// Where the copies stand in a record: `normalize.profiles.ItemTable`.
#[derive(Deserialize)]
pub struct ItemTable {
    tag: String,
    parts: Option<Vec<(String, String)>>,
    tagged: Option<Vec<(String, String)>>,
    first_only: Vec<String>,
    states: Vec<(String, String)>,
    otherwise: String,
    linked: String,
    link: String,
    linked_parts: Option<Vec<(String, String)>>,
}

/// What was found of one copy: names and texts.
type Found<'a> = Vec<(&'a str, String)>;

/// The copies in the record; one without a number of its own gets `record number/place`.
pub fn build_items(reading: &Reading, number: &str) -> Read<Vec<LocalItem>> {
    for table in &reading.dialect.items {
        let mut copies = found(table, &reading.fields.fields)?;
        copies.retain(|copy| copy.iter().any(|(_, text)| !text.is_empty()));
        if !copies.is_empty() {
            let numbered = copies.iter().zip(1..);
            return numbered.map(|(copy, place)| item(copy, number, place)).collect();
        }
    }
    Ok(Vec::new())
}

fn item(found: &Found, number: &str, place: usize) -> Read<LocalItem> {
    let value = |name: &str| -> Read<String> {
        let text = found.iter().find(|(known, _)| *known == name);
        text.map_or(Ok(String::new()), |(_, text)| Ok(plain(text)?.into_owned()))
    };
    let mut item = LocalItem {
        item_id: value("item_id")?,
        branch_code: value("branch_code")?,
        status_code: value("status_code")?,
        lending_code: value("lending_code")?,
        shelf_mark: value("shelf_mark")?,
        barcode: value("barcode")?,
        part: value("part")?,
    };
    if item.item_id.is_empty() {
        item.item_id.clone_from(&item.barcode);
    }
    if item.item_id.is_empty() {
        item.item_id = format!("{number}/{place}");
    }
    Ok(item)
}

fn found<'a>(table: &'a ItemTable, fields: &[Field]) -> Read<Vec<Found<'a>>> {
    let parts = table.parts.as_deref().unwrap_or_default();
    let tagged = table.tagged.as_deref().unwrap_or_default();
    if !parts.is_empty() {
        if !table.linked.is_empty() {
            return Ok(with_place(table, parts, fields));
        }
        let copies = fields.iter().filter(|field| field.tag == table.tag);
        return Ok(copies.map(|field| from_field(table, parts, field)).collect());
    }
    if tagged.is_empty() { Err(Decline) } else { Ok(from_levels(tagged, fields)) }
}

/// Copies with what another field says of their place: the one they link to, or the last.
fn with_place<'a>(
    table: &'a ItemTable,
    parts: &'a [(String, String)],
    fields: &[Field],
) -> Vec<Found<'a>> {
    let mut copies = Vec::new();
    let mut last = None;
    for field in fields {
        if field.tag == table.linked {
            last = Some(field);
        }
        if field.tag == table.tag {
            let mut copy = from_field(table, parts, field);
            copy.retain(|(_, text)| !text.is_empty());
            let place = place_of(table, field, fields).or(last);
            for (name, codes) in table.linked_parts.iter().flatten() {
                let text = place.map_or_else(String::new, |place| place.get(codes));
                copy.push((name, text));
            }
            copies.push(copy);
        }
    }
    copies
}

fn place_of<'b>(table: &ItemTable, copy: &Field, fields: &'b [Field<'b>]) -> Option<&'b Field<'b>> {
    let (of_copy, of_place) = table.link.split_at_checked(1)?;
    let wanted = copy.get(of_copy);
    let wanted = up_to_full_stop(&wanted);
    let is_wanted = |field: &&Field| {
        field.tag == table.linked && up_to_full_stop(&field.get(of_place)) == wanted
    };
    if wanted.is_empty() { None } else { fields.iter().find(is_wanted) }
}

fn up_to_full_stop(text: &str) -> &str {
    text.split_once('.').map_or(text, |(before, _)| before)
}

fn from_field<'a>(table: &'a ItemTable, parts: &'a [(String, String)], field: &Field) -> Found<'a> {
    let mut found: Found = Vec::with_capacity(parts.len() + 1);
    if !table.otherwise.is_empty() {
        found.push(("status_code", state(table, field).to_owned()));
    }
    for (name, codes) in parts {
        let text =
            if table.first_only.contains(name) { first(field, codes) } else { field.get(codes) };
        found.push((name, text));
    }
    found
}

/// The first filled subfield, by the order of the codes, then of the record.
fn first(field: &Field, codes: &str) -> String {
    let place = |code: u8| codes.bytes().position(|each| each == code);
    let filled = field.subfields.iter().filter(|(_, text)| !text.is_empty());
    let placed = filled.filter_map(|(code, text)| Some((place(*code)?, text)));
    placed.min_by_key(|(place, _)| *place).map_or_else(String::new, |(_, text)| text.to_string())
}

fn state<'a>(table: &'a ItemTable, field: &Field) -> &'a str {
    // The separators of ASCII are white space to Python.
    let is_blank = |c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c);
    for (code, state) in &table.states {
        if !matches!(field.get(code).trim_matches(is_blank), "" | "0") {
            return state;
        }
    }
    &table.otherwise
}

/// A copy is all level-2 fields of one occurrence after one 101@; occurrences restart there.
fn from_levels<'a>(tagged: &'a [(String, String)], fields: &[Field]) -> Vec<Found<'a>> {
    let mut copies: Vec<Found> = Vec::new();
    let mut places: HashMap<(usize, &str), usize> = HashMap::default();
    let mut library = 0;
    for field in fields {
        if field.tag == OPENS_LIBRARY {
            library += 1;
        } else if field.tag.starts_with('2') {
            let place = *places.entry((library, field.occurrence)).or_insert(copies.len());
            if place == copies.len() {
                copies.push(Vec::new());
            }
            add_level(&mut copies[place], tagged, field);
        }
    }
    copies
}

fn add_level<'a>(copy: &mut Found<'a>, tagged: &'a [(String, String)], field: &Field) {
    for (name, place) in tagged {
        if let Some((tag, code)) = place.split_once(' ')
            && field.tag == tag
            && !copy.iter().any(|(known, _)| known == name)
        {
            copy.push((name, field.get(code)));
        }
    }
}
