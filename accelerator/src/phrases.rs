//! Phrases of a table, looked for together in folded text: `normalize/phrases.py`.

use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;

/// Phrases by what each tells; only whole words count.
pub struct Phrases<T> {
    by_first: HashMap<String, Vec<(String, T)>>,
    /// How long the words are that begin a phrase, by their first byte: one bit for each length.
    lengths: [u32; 256],
}

impl<T: Copy> Phrases<T> {
    /// `table`: folded phrases, and what each tells.
    pub fn new(table: impl Iterator<Item = (String, T)>) -> Self {
        let mut phrases = Self { by_first: HashMap::default(), lengths: [0; 256] };
        for (phrase, told) in table {
            let first = phrase.split(' ').next().unwrap_or_default().to_owned();
            if let Some(byte) = first.bytes().next() {
                phrases.lengths[byte as usize] |= length(&first);
            }
            phrases.by_first.entry(first).or_default().push((phrase, told));
        }
        phrases
    }

    /// What the phrases in a folded text tell, as often as they stand there.
    pub fn told_in(&self, folded: &str, mut told: impl FnMut(T)) {
        let said = with_runs_apart(folded);
        let mut from = 0;
        for word in said.split(' ') {
            for (phrase, tells) in self.begun_with(word) {
                if is_followed_by(&said[from..], phrase) {
                    told(*tells);
                }
            }
            from += word.len() + 1;
        }
    }

    fn begun_with(&self, word: &str) -> &[(String, T)] {
        let byte = word.bytes().next().unwrap_or_default();
        if self.lengths[byte as usize] & length(word) == 0 {
            return &[];
        }
        self.by_first.get(word).map_or(&[], Vec::as_slice)
    }
}

fn length(word: &str) -> u32 {
    1 << word.len().min(31)
}

fn is_followed_by(said: &str, phrase: &str) -> bool {
    said.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Scripts without spaces: `dvd` beside a Chinese sign is a word of its own.
fn with_runs_apart(folded: &str) -> Cow<'_, str> {
    if folded.is_ascii() {
        return Cow::Borrowed(folded);
    }
    let mut apart = String::with_capacity(folded.len() + 8);
    let mut before = ' ';
    for c in folded.chars() {
        if c != ' ' && before != ' ' && is_plain(c) != is_plain(before) {
            apart.push(' ');
        }
        apart.push(c);
        before = c;
    }
    Cow::Owned(apart)
}

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}
