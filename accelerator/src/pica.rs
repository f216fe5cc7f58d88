//! stub
use crate::fields::Fields;
use crate::{Decline, Read};
use std::collections::HashSet;
pub fn read_pica<'a>(_payload: &'a [u8], _wanted: &HashSet<String>) -> Read<Fields<'a>> {
    Err(Decline)
}
