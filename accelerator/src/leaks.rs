//! Letters that were encoded twice or leaked from Windows-1252: `normalize/leaks.py`.
//!
//! A record that holds one is declined, for `normalize` mends it.

use serde_json::Value;

use crate::dialect::{Tables, texts};
use crate::fields::Fields;
use crate::{Decline, Read};

/// Windows-1252 from 0x80 to 0x9F; a blank where it has no sign.
const WINDOWS: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
const MARKS_OF_NONFILING: [char; 2] = ['\u{98}', '\u{9C}'];

/// What a leak begins with and what its last sign may be.
struct Leak {
    begins: String,
    always: Vec<char>,
    /// A leak only beside a small letter.
    guarded: Vec<char>,
}

/// What `tables/leaks.toml` says is a leak.
pub struct Leaks {
    rows: Vec<Leak>,
    controls: Vec<char>,
    /// By its number, whether a leak begins with a sign.
    begins: Vec<bool>,
}

impl Leaks {
    pub fn new(tables: &Tables) -> Self {
        let table = tables.get("leaks").unwrap_or(&Value::Null);
        let doubtful = texts(&table["doubtful"]["signs"]).concat();
        let rows: Vec<Leak> = array(&table["leak"]).map(|row| Leak::new(row, &doubtful)).collect();
        let controls: Vec<char> = array(&table["controls"]["signs"]).filter_map(sign).collect();
        let mut begins = Vec::new();
        let firsts = rows.iter().filter_map(|row| row.begins.chars().next());
        for first in firsts.chain(controls.iter().copied()) {
            begins.resize(begins.len().max(first as usize + 1), false);
            begins[first as usize] = true;
        }
        Self { rows, controls, begins }
    }

    /// Decline a record in which a text would be mended.
    pub fn decline_leaks(&self, fields: &Fields) -> Read<()> {
        let is_leaking = fields.fields.iter().any(|field| {
            self.is_leak_in(&field.value)
                || field.subfields.iter().any(|(_, text)| self.is_leak_in(text))
        });
        if is_leaking { Err(Decline) } else { Ok(()) }
    }

    fn is_leak_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            return false;
        }
        let may_begin = |sign: char| self.begins.get(sign as usize).is_some_and(|begins| *begins);
        let mut signs = text.char_indices().filter(|(_, sign)| may_begin(*sign));
        signs.any(|(at, sign)| self.is_leak_at(text, at, sign))
    }

    fn is_leak_at(&self, text: &str, at: usize, sign: char) -> bool {
        if self.controls.contains(&sign) {
            return !MARKS_OF_NONFILING.iter().all(|mark| text.contains(*mark));
        }
        let (before, behind) = text.split_at(at);
        self.rows.iter().any(|row| row.is_at(before, behind))
    }
}

impl Leak {
    fn new(row: &Value, doubtful: &str) -> Self {
        let sure = row["sure"].as_bool().unwrap_or(false);
        let (guarded, always) =
            shown(&row["then"]).into_iter().partition(|sign| !sure && doubtful.contains(*sign));
        Self { begins: row["begins"].as_str().unwrap_or_default().to_owned(), always, guarded }
    }

    fn is_at(&self, before: &str, behind: &str) -> bool {
        let Some(rest) = behind.strip_prefix(self.begins.as_str()) else {
            return false;
        };
        let mut signs = rest.chars();
        let Some(last) = signs.next() else {
            return false;
        };
        self.always.contains(&last)
            || (self.guarded.contains(&last)
                && (before.chars().next_back().is_some_and(is_small)
                    || signs.next().is_some_and(is_small)))
    }
}

fn is_small(sign: char) -> bool {
    ('\u{61}'..'\u{180}').contains(&sign) && sign.is_lowercase()
}

/// How the bytes of a span look when they are read as Windows-1252 or as Latin-1.
fn shown(span: &Value) -> Vec<char> {
    let ends: Vec<char> = array(span).filter_map(sign).collect();
    let [first, last] = ends[..] else {
        return Vec::new();
    };
    let in_windows = |sign| WINDOWS.chars().nth((sign as usize).wrapping_sub(0x80));
    (first..=last)
        .flat_map(|sign| [Some(sign), in_windows(sign).filter(|shown| *shown != ' ')])
        .flatten()
        .collect()
}

fn sign(number: &Value) -> Option<char> {
    char::from_u32(number.as_u64()?.try_into().ok()?)
}

fn array(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}
