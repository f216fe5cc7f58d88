//! stub
use crate::fields::Fields;
use crate::{Decline, Read};
use std::collections::HashSet;
pub fn read_marcxml<'a>(_payload: &'a [u8], _wanted: &HashSet<String>) -> Read<Fields<'a>> {
    Err(Decline)
}
pub fn read_pica_xml<'a>(_payload: &'a [u8], _wanted: &HashSet<String>) -> Read<Fields<'a>> {
    Err(Decline)
}
