//! stub
use crate::dialect::Tables;
use crate::model::{Classification, Subject};
use crate::reading::Reading;
use crate::{Decline, Read};
pub struct Topics;
impl Topics {
    pub fn new(_tables: &Tables) -> Self {
        Self
    }
}
pub fn build_languages(_reading: &Reading) -> Read<(Vec<String>, Vec<String>)> {
    Err(Decline)
}
pub fn build_audience(_reading: &Reading) -> Read<(Vec<String>, String, Vec<String>)> {
    Err(Decline)
}
pub fn build_classifications(_reading: &Reading) -> Read<Vec<Classification>> {
    Err(Decline)
}
pub fn build_subjects(_reading: &Reading, _name: &str) -> Read<Vec<Subject>> {
    Err(Decline)
}
