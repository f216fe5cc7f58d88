//! stub
use crate::reading::Reading;
use crate::rules::Statement;
use crate::{Decline, Read};
pub fn linked_titles(_reading: &Reading) -> Read<Vec<String>> {
    Err(Decline)
}
pub fn linked_names(_reading: &Reading, _person: &Statement) -> Read<Vec<String>> {
    Err(Decline)
}
