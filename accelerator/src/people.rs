//! stub
use crate::dialect::Tables;
use crate::model::Contributor;
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct People;
impl People {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_contributors(_reading: &Reading) -> Read<Vec<Contributor>> {
    Err(Decline)
}
