//! stub
use crate::dialect::Tables;
use crate::model::Title;
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Titles;
impl Titles {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_title(_reading: &Reading, _language: &str) -> Read<Option<Title>> {
    Err(Decline)
}
pub fn variant_titles(_reading: &Reading) -> Read<Vec<String>> {
    Err(Decline)
}
/// The title without the `@` before its first sorting word, and the text behind it.
pub fn at_sign(_text: &str) -> (String, String) {
    todo!()
}
