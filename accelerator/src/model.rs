//! The catalogue's model as JSON: `catalogue/model.py` and `catalogue/outcomes.py`.
//!
//! What is empty or as it mostly is, is left out: the model knows its defaults.

use std::borrow::Cow;

use serde::Serialize;

fn no(value: &bool) -> bool {
    !value
}

fn yes(value: &bool) -> bool {
    *value
}

fn empty<T: AsRef<str>>(text: &T) -> bool {
    text.as_ref().is_empty()
}

#[derive(Serialize)]
pub struct IsbnStatement<'a> {
    pub isbn: Option<String>,
    pub text: String,
    #[serde(skip_serializing_if = "empty")]
    pub qualifier: Cow<'a, str>,
    #[serde(skip_serializing_if = "no")]
    pub cancelled: bool,
}

#[derive(Serialize, PartialEq, Eq, Hash, Clone)]
pub struct Identifier {
    pub scheme: String,
    pub value: String,
    #[serde(skip_serializing_if = "yes")]
    pub valid: bool,
    #[serde(skip_serializing_if = "empty")]
    pub qualifier: String,
}

#[derive(Serialize, Default, Clone)]
pub struct Title {
    pub main: String,
    #[serde(skip_serializing_if = "empty")]
    pub rest: String,
    #[serde(skip_serializing_if = "empty")]
    pub responsibility: String,
    #[serde(skip_serializing_if = "empty")]
    pub part_number: String,
    #[serde(skip_serializing_if = "empty")]
    pub part_title: String,
    pub sort: String,
    #[serde(skip_serializing_if = "no")]
    pub supplied: bool,
}

#[derive(Serialize, Default, Clone)]
pub struct Contributor {
    pub name: String,
    #[serde(skip_serializing_if = "empty")]
    pub surname: String,
    #[serde(skip_serializing_if = "empty")]
    pub prefix: String,
    #[serde(skip_serializing_if = "empty")]
    pub given: String,
    pub role: String,
    #[serde(skip_serializing_if = "empty")]
    pub dates: String,
    #[serde(skip_serializing_if = "empty")]
    pub authority: String,
    #[serde(skip_serializing_if = "no")]
    pub main: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
}

#[derive(Serialize, Default)]
pub struct Edition {
    #[serde(skip_serializing_if = "empty")]
    pub statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    #[serde(skip_serializing_if = "no")]
    pub revised: bool,
}

#[derive(Serialize)]
pub struct Publisher {
    pub name: String,
    #[serde(skip_serializing_if = "empty")]
    pub place: String,
}

#[derive(Serialize, Default)]
pub struct Extent {
    #[serde(skip_serializing_if = "empty")]
    pub statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    #[serde(skip_serializing_if = "empty")]
    pub size: String,
}

#[derive(Serialize, PartialEq, Eq)]
pub struct Classification {
    pub scheme: String,
    pub notation: String,
}

#[derive(Serialize, PartialEq, Eq)]
pub struct Subject {
    pub term: String,
    #[serde(skip_serializing_if = "empty")]
    pub scheme: String,
    #[serde(skip_serializing_if = "empty")]
    pub authority: String,
}

#[derive(Serialize)]
pub struct Series {
    pub title: String,
    #[serde(skip_serializing_if = "empty")]
    pub volume: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
}

#[derive(Serialize)]
pub struct Volume {
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    #[serde(skip_serializing_if = "no")]
    pub is_set: bool,
}

#[derive(Serialize, PartialEq, Eq, Clone)]
pub struct Link {
    pub kind: String,
    #[serde(skip_serializing_if = "empty")]
    pub title: String,
    #[serde(skip_serializing_if = "empty")]
    pub target: String,
}

#[derive(Serialize, Default)]
pub struct Forms {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub carrier: Vec<String>,
}

#[derive(Serialize, Default)]
pub struct Quality {
    #[serde(skip_serializing_if = "empty")]
    pub level: String,
    #[serde(skip_serializing_if = "empty")]
    pub rules: String,
}

#[derive(Serialize)]
pub struct OnlineAccess {
    pub address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence_until: Option<String>,
    #[serde(skip_serializing_if = "empty")]
    pub loan_model: &'static str,
}

#[derive(Serialize)]
pub struct BibliographicRecord<'a> {
    pub source: &'a str,
    pub number: &'a str,
    pub title: Title,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub original_languages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    pub carrier: &'a str,
    pub carrier_confidence: &'static str,
    pub extent: Extent,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub isbns: Vec<IsbnStatement<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    pub volume: Volume,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online: Option<OnlineAccess>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    #[serde(skip_serializing_if = "empty")]
    pub avi: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(skip_serializing_if = "empty")]
    pub original_title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variant_titles: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    pub edition: Edition,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub publishers: Vec<Publisher>,
    #[serde(skip_serializing_if = "empty")]
    pub country: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classifications: Vec<Classification>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<Subject>,
    #[serde(skip_serializing_if = "empty")]
    pub annotation: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(skip_serializing_if = "empty")]
    pub cover: String,
    pub forms: Forms,
    pub quality: Quality,
    #[serde(skip_serializing_if = "no")]
    pub provisional: bool,
}

#[derive(Serialize, Default)]
pub struct LocalItem {
    pub item_id: String,
    pub branch_code: String,
    #[serde(skip_serializing_if = "empty")]
    pub status_code: String,
    #[serde(skip_serializing_if = "empty")]
    pub lending_code: String,
    #[serde(skip_serializing_if = "empty")]
    pub shelf_mark: String,
    #[serde(skip_serializing_if = "empty")]
    pub barcode: String,
    #[serde(skip_serializing_if = "empty")]
    pub part: String,
}

#[derive(Serialize)]
pub struct Problem<'a> {
    pub record: String,
    pub field: String,
    pub value: String,
    pub rule: &'a str,
    pub remedy_nl: &'a str,
    pub remedy_en: &'a str,
    pub severity: &'a str,
}

#[derive(Serialize)]
pub struct Normalized<'a> {
    pub record: BibliographicRecord<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<LocalItem>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem<'a>>,
}
