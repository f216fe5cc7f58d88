//! A record's fields in order: `normalize.rules.Field` and `Fields`.

use std::borrow::Cow;

/// One field: a control value or coded subfields. Tags, codes and indicators are ASCII.
#[derive(Default)]
pub struct Field<'a> {
    pub tag: &'a str,
    pub value: Cow<'a, str>,
    pub subfields: Vec<(u8, Cow<'a, str>)>,
    pub indicators: [u8; 2],
    pub occurrence: &'a str,
}

impl Field<'_> {
    /// The subfields with these codes as one text, in the order of the record.
    pub fn get(&self, codes: &str) -> String {
        let wanted = self.subfields.iter().filter(|(code, _)| codes.as_bytes().contains(code));
        wanted.map(|(_, text)| text.as_ref()).collect::<Vec<_>>().join(" ")
    }
}

/// The fields, and what was remarked on while reading: rule, field, value.
pub struct Fields<'a> {
    pub fields: Vec<Field<'a>>,
    pub remarks: Vec<(&'static str, &'static str, String)>,
}

impl<'a> Fields<'a> {
    /// The first field of a tag, whatever its occurrence.
    pub fn first(&self, tag: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.tag == tag)
    }
}
