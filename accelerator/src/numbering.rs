//! stub
use crate::dialect::Tables;
pub struct Numbering;
impl Numbering {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
    pub fn parse_number(&self, _text: &str) -> Option<u32> {
        todo!()
    }
}
