//! stub
use crate::dialect::Tables;
use crate::model::{Forms, Quality};
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Qualities;
impl Qualities {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_forms(_reading: &Reading) -> Read<Forms> {
    Err(Decline)
}
pub fn build_quality(_reading: &Reading) -> Read<Quality> {
    Err(Decline)
}
