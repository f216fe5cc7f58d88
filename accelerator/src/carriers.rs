//! stub
use crate::dialect::Tables;
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Carriers;
impl Carriers {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_carrier<'a>(_reading: &Reading<'a>) -> Read<(&'a str, &'static str)> {
    Err(Decline)
}
