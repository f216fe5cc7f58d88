//! stub
use crate::dialect::Tables;
use crate::model::{Extent, Series, Title, Volume};
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Volumes;
impl Volumes {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
/// What beside title and series says which volume this is.
pub struct About<'a> {
    pub extent: &'a Extent,
    pub carrier: &'a str,
    pub parent: bool,
}
pub fn build_series(_reading: &Reading) -> Read<Vec<Series>> {
    Err(Decline)
}
pub fn build_volume(
    _reading: &Reading,
    _title: &Title,
    _series: &[Series],
    _about: &About,
) -> Read<Volume> {
    Err(Decline)
}
