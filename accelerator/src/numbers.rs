//! stub
use crate::dialect::Tables;
use crate::model::{Identifier, IsbnStatement};
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Numbers;
impl Numbers {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_isbns<'a>(_reading: &Reading<'a>) -> Read<Vec<IsbnStatement<'a>>> {
    Err(Decline)
}
pub fn build_identifiers(_reading: &Reading, _number: &str) -> Read<Vec<Identifier>> {
    Err(Decline)
}
