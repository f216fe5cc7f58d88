//! Which carrier the clues of a record tell, and how surely: `normalize/carrier_confidence.py`.
//!
//! Each clue is one bit, and so is what a row of the table asks for: a set is one number.

use rustc_hash::FxHashMap as HashMap;

use serde_json::Value;

use crate::{Decline, Read};

const UNKNOWN: &str = "unknown";

/// Clues as bits.
type Clues = u128;

/// The words of kinds or clues, each with its place.
#[derive(Default)]
struct Words {
    words: Vec<String>,
}

impl Words {
    /// The place of a word, a new one for a word never met before.
    fn place(&mut self, word: &str) -> usize {
        self.words.iter().position(|known| known == word).unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.words.len() - 1
        })
    }

    /// The bits of these words; none for a word beyond what the bits hold.
    fn bits<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> Clues {
        let bit = |word| u32::try_from(self.place(word)).ok().and_then(|at| 1u128.checked_shl(at));
        words.filter_map(bit).fold(0, |all, bit| all | bit)
    }

    fn named(&self, clues: Clues) -> Vec<&str> {
        let here = self.words.iter().enumerate().filter(|(at, _)| clues >> at & 1 == 1);
        let mut named: Vec<&str> = here.map(|(_, word)| word.as_str()).collect();
        named.sort_unstable();
        named
    }
}

/// What a kind of evidence says.
pub type Clue = (usize, Clues);

/// What each kind of evidence says.
pub struct Said(Vec<Clues>);

impl Said {
    /// Remember what a kind of evidence says.
    pub fn add(&mut self, (kind, clues): Clue) {
        self.0[kind] |= clues;
    }

    /// Remember it if there is anything.
    pub fn add_any(&mut self, clue: Option<&Clue>) {
        if let Some(clue) = clue {
            self.add(*clue);
        }
    }
}

/// The tables by which clues tell a carrier.
pub struct Decisions {
    kinds: Words,
    clues: Words,
    rows: Vec<Row>,
    told: HashMap<String, Told>,
    contents: Clues,
}

/// One row of `[[carrier]]`.
struct Row {
    is: String,
    all: Clues,
    none: Clues,
    sure: bool,
    sure_with: Clues,
}

/// What tells one carrier from others, and what denies it.
struct Told {
    by: Clues,
    allowed: Clues,
    not_by: Clues,
    /// The contents that it may have; none where any will do.
    content: Option<Clues>,
}

/// The clues of a list in a table.
fn listed(list: &Value, clues: &mut Words) -> Clues {
    clues.bits(list.as_array().into_iter().flatten().filter_map(Value::as_str))
}

impl Decisions {
    pub fn new(table: &Value) -> Self {
        let mut clues = Words::default();
        let rows = table["carrier"].as_array().into_iter().flatten();
        let told = table["told"].as_object().into_iter().flatten();
        Self {
            rows: rows.map(|row| Row::new(row, &mut clues)).collect(),
            told: told.map(|(is, told)| (is.clone(), Told::new(told, &mut clues))).collect(),
            contents: listed(&table["contents"]["clues"], &mut clues),
            kinds: Words::default(),
            clues,
        }
    }

    /// What a kind of evidence says with these clues, a space between them.
    pub fn clue(&mut self, kind: &str, clues: &str) -> Clue {
        (self.kinds.place(kind), self.clues.bits(clues.split_whitespace()))
    }

    /// Nothing said yet by any kind of evidence.
    pub fn nothing_said(&self) -> Said {
        Said(vec![0; self.kinds.words.len()])
    }

    /// The carrier, how surely it is told, and what denies it, as the Python decides.
    pub fn decide(&self, said: &Said) -> Read<(&str, &'static str, String)> {
        if self.clues.words.len() > Clues::BITS as usize {
            return Err(Decline);
        }
        let clues = said.0.iter().fold(0, |all, each| all | each);
        let row = self.rows.iter().find(|row| row.fits(clues));
        let Some(row) = row.filter(|row| row.is != UNKNOWN) else {
            return Ok((UNKNOWN, "none", String::new()));
        };
        let told = self.told.get(&row.is).ok_or(Decline)?;
        let telling = said.0.iter().filter(|each| *each & told.by != 0).count();
        let denials = self.denials(said, told);
        let confidence = match (row.is_sure(clues), telling > 1 && denials.is_empty()) {
            (false, _) => "doubtful",
            (true, false) => "stated",
            (true, true) => "confirmed",
        };
        if denials.is_empty() {
            return Ok((&row.is, confidence, String::new()));
        }
        Ok((&row.is, confidence, format!("{}; {}", row.is, denials.join("; "))))
    }

    /// Each kind of evidence that speaks of another carrier or another content, with its clues.
    fn denials(&self, said: &Said, told: &Told) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (kind, clues) in self.kinds.words.iter().zip(&said.0) {
            let against = told.against(*clues, self.contents);
            if against != 0 {
                found.push(format!("{kind}: {}", self.clues.named(against).join(" ")));
            }
        }
        found.sort_unstable();
        found
    }
}

impl Row {
    fn new(row: &Value, clues: &mut Words) -> Self {
        let mut bits = |name: &str| listed(&row[name], clues);
        Self {
            is: row["is"].as_str().unwrap_or_default().to_owned(),
            all: bits("all"),
            none: bits("none"),
            sure: row["sure"].as_bool().unwrap_or_default(),
            sure_with: bits("sure_with"),
        }
    }

    fn fits(&self, clues: Clues) -> bool {
        clues & self.all == self.all && clues & self.none == 0
    }

    fn is_sure(&self, clues: Clues) -> bool {
        self.sure || clues & self.sure_with != 0
    }
}

impl Told {
    fn new(told: &Value, clues: &mut Words) -> Self {
        let mut bits = |name: &str| listed(&told[name], clues);
        let by = bits("by");
        Self {
            by,
            allowed: by | bits("allowed_by"),
            not_by: bits("not_by"),
            content: told.get("content").map(|_| bits("content")),
        }
    }

    /// What in the clues of one kind denies this carrier.
    fn against(&self, clues: Clues, contents: Clues) -> Clues {
        if clues & self.allowed != 0 {
            return 0;
        }
        let other = clues & contents;
        let foreign = self.content.is_some_and(|content| other & content == 0);
        (if foreign { other } else { 0 }) | clues & self.not_by
    }
}
