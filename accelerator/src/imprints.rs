//! stub
use crate::model::{Edition, Extent, Publisher};
use crate::reading::Reading;
use crate::{Decline, Read};
pub fn build_publishers(_reading: &Reading) -> Read<Vec<Publisher>> {
    Err(Decline)
}
pub fn build_years(_reading: &Reading) -> Read<Vec<u32>> {
    Err(Decline)
}
pub fn build_country(_reading: &Reading) -> Read<String> {
    Err(Decline)
}
pub fn build_edition(_reading: &Reading) -> Read<Edition> {
    Err(Decline)
}
pub fn build_extent(_reading: &Reading) -> Read<Extent> {
    Err(Decline)
}
