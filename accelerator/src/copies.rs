//! stub
use crate::model::LocalItem;
use crate::reading::Reading;
use crate::{Decline, Read};
use serde::Deserialize;
/// Where the copies stand in a record: `normalize.profiles.ItemTable`.
#[derive(Deserialize)]
pub struct ItemTable {
    pub tag: String,
    pub opens: String,
    pub parts: Option<Vec<(String, String)>>,
    pub tagged: Option<Vec<(String, String)>>,
    pub first_only: Vec<String>,
    pub states: Vec<(String, String)>,
    pub otherwise: String,
    pub linked: String,
    pub link: String,
    pub linked_parts: Option<Vec<(String, String)>>,
}
pub fn build_items(_reading: &Reading, _number: &str) -> Read<Vec<LocalItem>> {
    Err(Decline)
}
