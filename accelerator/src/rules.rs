//! A table of rules, applied to a record's fields: `normalize/rules.py`.

use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;

use serde::Deserialize;

use crate::Read;
use crate::dialect::Dialect;
use crate::fields::Field;
use crate::text::plain;

const SEPARATE: &str = "--";
pub const SEPARATOR: &str = " -- ";

/// One line of a mapping, as the table has it.
#[derive(Deserialize)]
pub struct Rule {
    field: String,
    tag: String,
    parts: Vec<(String, String)>,
    repeat: String,
    split: String,
    when: Vec<(String, Vec<String>)>,
    give: Vec<(String, String)>,
}

/// A rule made ready.
pub struct Plan {
    place: usize,
    /// Which of `Dialect.names` the statements are about.
    pub field: usize,
    any_occurrence: bool,
    when: Vec<(String, Vec<String>)>,
    give: Vec<(String, String)>,
    parts: Vec<String>,
    /// Subfield code, the part it fills, and what joins it to an earlier one.
    by_code: Vec<(u8, usize, &'static str)>,
    value_parts: Vec<usize>,
    positions: Vec<Position>,
    repeat: Option<u8>,
    split: String,
}

/// Characters of a control value, or of one subfield.
struct Position {
    part: usize,
    code: Option<u8>,
    first: usize,
    end: usize,
}

/// What one rule found in one field.
pub struct Statement<'a> {
    pub parts: Vec<(&'a str, Cow<'a, str>)>,
    pub origin: &'a Field<'a>,
    pub place: usize,
}

impl Statement<'_> {
    /// The text of a part; empty where the field has none.
    pub fn get(&self, part: &str) -> &str {
        self.parts.iter().find(|(name, _)| *name == part).map_or("", |(_, text)| text)
    }

    /// True if the part is there.
    pub fn has(&self, part: &str) -> bool {
        self.parts.iter().any(|(name, _)| *name == part)
    }
}

impl Plan {
    pub fn new(place: usize, field: usize, rule: &Rule) -> Self {
        let mut plan = Self {
            place,
            field,
            any_occurrence: rule.tag.ends_with("/*"),
            when: rule.when.clone(),
            give: rule.give.clone(),
            parts: Vec::new(),
            by_code: Vec::new(),
            value_parts: Vec::new(),
            positions: Vec::new(),
            repeat: rule.repeat.bytes().next(),
            split: rule.split.clone(),
        };
        for (index, (part, codes)) in rule.parts.iter().enumerate() {
            plan.parts.push(part.clone());
            plan.add(index, codes);
        }
        plan
    }

    fn add(&mut self, part: usize, codes: &str) {
        if codes == "a" {
            self.value_parts.push(part);
        }
        if let Some(position) = position(part, codes) {
            self.positions.push(position);
            return;
        }
        let joint = if codes.starts_with(SEPARATE) { SEPARATOR } else { " " };
        let bare = codes.strip_prefix(SEPARATE).unwrap_or(codes);
        self.by_code.extend(bare.bytes().map(|code| (code, part, joint)));
    }

    fn fits(&self, field: &Field) -> bool {
        let numbered = !field.occurrence.trim_matches('0').is_empty();
        (self.any_occurrence || !numbered)
            && self.when.iter().all(|(name, values)| values.contains(&condition(field, name)))
    }

    fn apply<'a>(&'a self, origin: &'a Field<'a>, place: usize) -> Read<Vec<Statement<'a>>> {
        let mut found = Vec::new();
        for (value, subfields) in self.pieces(origin) {
            let parts = self.parts_of(value, subfields)?;
            if !parts.is_empty() {
                found.push(Statement { parts, origin, place });
            }
        }
        Ok(found)
    }

    /// The field cut at each repeated subfield, or its text cut at a separator.
    fn pieces<'a>(&self, origin: &'a Field<'a>) -> Vec<Piece<'a>> {
        let subfields = origin.subfields.as_slice();
        if !self.split.is_empty() {
            return origin.value.split(&self.split).map(|text| (text, subfields)).collect();
        }
        let value = origin.value.as_ref();
        let Some(code) = self.repeat else {
            return vec![(value, subfields)];
        };
        let mut starts: Vec<usize> =
            (0..subfields.len()).filter(|at| subfields[*at].0 == code).collect();
        if starts.len() < 2 {
            return vec![(value, subfields)];
        }
        starts[0] = 0;
        starts.push(subfields.len());
        starts.windows(2).map(|pair| (value, &subfields[pair[0]..pair[1]])).collect()
    }

    /// The parts of a piece with the rule's constants; none where no part is filled.
    fn parts_of<'a>(
        &'a self,
        value: &'a str,
        subfields: &'a [(u8, Cow<'a, str>)],
    ) -> Read<Vec<(&'a str, Cow<'a, str>)>> {
        let mut texts: Vec<(usize, Cow<'a, str>)> = Vec::new();
        if !subfields.is_empty() {
            for (code, text) in subfields {
                for (_, part, joint) in self.by_code.iter().filter(|each| each.0 == *code) {
                    match texts.iter_mut().find(|(known, _)| known == part) {
                        Some((_, known)) => *known = format!("{known}{joint}{text}").into(),
                        None => texts.push((*part, Cow::Borrowed(text.as_ref()))),
                    }
                }
            }
        } else if !value.is_empty() {
            texts.extend(self.value_parts.iter().map(|part| (*part, Cow::Borrowed(value))));
        }
        for position in &self.positions {
            texts.retain(|(part, _)| *part != position.part);
            texts.push((position.part, position.cut(value, subfields)));
        }
        self.cleaned(texts)
    }

    fn cleaned<'a>(
        &'a self,
        texts: Vec<(usize, Cow<'a, str>)>,
    ) -> Read<Vec<(&'a str, Cow<'a, str>)>> {
        let mut parts = Vec::with_capacity(texts.len() + self.give.len());
        for (part, text) in texts {
            let clean = match text {
                Cow::Borrowed(text) => plain(text)?,
                Cow::Owned(text) => Cow::Owned(plain(&text)?.into_owned()),
            };
            if !clean.is_empty() {
                parts.push((self.parts[part].as_str(), clean));
            }
        }
        if !parts.is_empty() {
            for (name, text) in &self.give {
                if !parts.iter().any(|(part, _)| part == name) {
                    parts.push((name, Cow::Borrowed(text)));
                }
            }
        }
        Ok(parts)
    }
}

/// A control value and subfields: a field, or what it was cut to.
type Piece<'a> = (&'a str, &'a [(u8, Cow<'a, str>)]);

impl Position {
    fn cut<'a>(&self, value: &'a str, subfields: &[(u8, Cow<'a, str>)]) -> Cow<'a, str> {
        let Some(wanted) = self.code else {
            return Cow::Borrowed(characters(value, self.first, self.end));
        };
        let texts = subfields.iter().filter(|(code, _)| *code == wanted);
        let whole = texts.map(|(_, text)| text.as_ref()).collect::<Vec<_>>().join(" ");
        Cow::Owned(characters(&whole, self.first, self.end).to_owned())
    }
}

/// Characters `first` to before `end`, as Python cuts them.
pub fn characters(text: &str, first: usize, end: usize) -> &str {
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    if text.is_ascii() {
        let (first, end) = (first.min(text.len()), end.min(text.len()));
        return &text[first..end.max(first)];
    }
    &text[at(first)..at(end)]
}

fn condition(field: &Field, name: &str) -> String {
    match name {
        "i1" => (field.indicators[0] as char).to_string(),
        "i2" => (field.indicators[1] as char).to_string(),
        codes => field.get(codes),
    }
}

/// `@35-37` are characters of the value, `@0:1` one of subfield $0.
fn position(part: usize, codes: &str) -> Option<Position> {
    let bare = codes.strip_prefix('@')?;
    let (code, span) = match bare.split_once(':') {
        Some((code, span)) => (code.bytes().next(), span),
        None => (None, bare),
    };
    let (first, last) = span.split_once('-').unwrap_or((span, span));
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    Some(Position { part, code, first, end: last + 1 })
}

/// Every rule applied, in the table's order: the statements by `Dialect.names`.
pub fn extract<'a>(dialect: &'a Dialect, fields: &'a [Field<'a>]) -> Read<Vec<Vec<Statement<'a>>>> {
    let mut fitting: Vec<(usize, usize, &Plan)> = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        for plan in dialect.plans.get(field.tag).into_iter().flatten() {
            if plan.fits(field) {
                fitting.push((plan.place, place, plan));
            }
        }
    }
    fitting.sort_by_key(|(of_rule, of_field, _)| (*of_rule, *of_field));
    let mut found: Vec<Vec<Statement<'a>>> = dialect.names.iter().map(|_| Vec::new()).collect();
    for (_, place, plan) in fitting {
        found[plan.field].append(&mut plan.apply(&fields[place], place)?);
    }
    Ok(found)
}

/// The plans by tag, and the index of each field that they speak of.
pub fn make_plans(rules: &[Rule]) -> (HashMap<String, Vec<Plan>>, HashMap<String, usize>) {
    let mut plans: HashMap<String, Vec<Plan>> = HashMap::default();
    let mut names: HashMap<String, usize> = HashMap::default();
    for (place, rule) in rules.iter().enumerate() {
        let next = names.len();
        let field = *names.entry(rule.field.clone()).or_insert(next);
        let tag = rule.tag.strip_suffix("/*").unwrap_or(&rule.tag).to_owned();
        plans.entry(tag).or_default().push(Plan::new(place, field, rule));
    }
    (plans, names)
}
