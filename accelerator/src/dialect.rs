//! One dialect and the tables that its records are read by, from the JSON that Python gives.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use serde::Deserialize;
use serde_json::Value;

use crate::carriers::Carriers;
use crate::copies::ItemTable;
use crate::imprints::Imprints;
use crate::leaks::Leaks;
use crate::numbering::Numbering;
use crate::numbers::Numbers;
use crate::people::People;
use crate::quality::Qualities;
use crate::relations::Relations;
use crate::rules::{Plan, Rule, make_plans};
use crate::titles::Titles;
use crate::topics::Topics;
use crate::volumes::Volumes;

#[derive(PartialEq, Eq, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    Marc21,
    Pica,
}

#[derive(Deserialize)]
struct Config {
    family: Family,
    rules: Vec<Rule>,
    wanted: HashSet<String>,
    language_lists: Vec<String>,
    number_tag: String,
    number_subfield: String,
    number_scheme: String,
    provisional: bool,
    items: Vec<ItemTable>,
    remedies: HashMap<String, Remedy>,
    tables: Tables,
}

/// The tables as they stand, by their names in `normalize/tables`.
pub type Tables = HashMap<String, Value>;

#[derive(Deserialize)]
pub struct Remedy {
    pub nl: String,
    pub en: String,
    #[serde(default = "warning")]
    pub severity: String,
}

fn warning() -> String {
    "warning".to_owned()
}

/// How one dialect is read.
pub struct Dialect {
    pub family: Family,
    pub plans: HashMap<String, Vec<Plan>>,
    /// The fields that the plans speak of, by their index in what `extract` finds.
    pub names: HashMap<String, usize>,
    pub wanted: HashSet<String>,
    pub language_lists: Vec<String>,
    pub number_tag: String,
    pub number_subfield: String,
    pub number_scheme: String,
    pub provisional: bool,
    pub items: Vec<ItemTable>,
    pub remedies: HashMap<String, Remedy>,
    pub leaks: Leaks,
    pub titles: Titles,
    pub people: People,
    pub carriers: Carriers,
    pub imprints: Imprints,
    pub numbering: Numbering,
    pub numbers: Numbers,
    pub volumes: Volumes,
    pub topics: Topics,
    pub relations: Relations,
    pub qualities: Qualities,
}

impl Dialect {
    pub fn new(config: &[u8]) -> Result<Self, serde_json::Error> {
        let config: Config = serde_json::from_slice(config)?;
        let (plans, names) = make_plans(&config.rules);
        let tables = &config.tables;
        Ok(Self {
            family: config.family,
            plans,
            names,
            wanted: config.wanted,
            language_lists: config.language_lists,
            number_tag: config.number_tag,
            number_subfield: config.number_subfield,
            number_scheme: config.number_scheme,
            provisional: config.provisional,
            items: config.items,
            remedies: config.remedies,
            leaks: Leaks::new(tables),
            titles: Titles::new(tables),
            people: People::new(tables),
            carriers: Carriers::new(tables),
            imprints: Imprints::new(tables),
            numbering: Numbering::new(tables),
            numbers: Numbers::new(tables),
            volumes: Volumes::new(tables),
            topics: Topics::new(tables),
            relations: Relations::new(tables),
            qualities: Qualities::new(tables),
        })
    }
}

/// The texts of a list in a table.
pub fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// The texts of a table of names and texts.
pub fn pairs(table: &Value) -> HashMap<String, String> {
    let rows = table.as_object().into_iter().flatten();
    rows.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect()
}
