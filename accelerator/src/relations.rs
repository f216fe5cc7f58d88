//! stub
use crate::dialect::Tables;
use crate::model::{Link, OnlineAccess};
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Relations;
impl Relations {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_original_title(_reading: &Reading) -> Read<String> {
    Err(Decline)
}
pub fn build_links(_reading: &Reading) -> Read<Vec<Link>> {
    Err(Decline)
}
pub fn build_notes(_reading: &Reading, _more: Vec<String>) -> Read<Vec<String>> {
    Err(Decline)
}
pub fn build_annotation(_reading: &Reading) -> String {
    String::new()
}
pub fn build_cover(_reading: &Reading) -> Read<String> {
    Err(Decline)
}
pub fn build_online(_reading: &Reading, _carrier: &str) -> Read<Option<OnlineAccess>> {
    Err(Decline)
}
pub fn notice_bad_addresses(_reading: &Reading) -> Read<()> {
    Err(Decline)
}
