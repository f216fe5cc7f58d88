//! One record while it is read: `normalize/reading.py`.

use std::cell::RefCell;

use crate::Read;
use crate::dialect::Dialect;
use crate::fields::Fields;
use crate::model::Problem;
use crate::rules::{Statement, extract};

/// The statements of one record by the field they speak of, and its notices.
pub struct Reading<'a> {
    pub record: String,
    pub fields: &'a Fields<'a>,
    pub dialect: &'a Dialect,
    found: Vec<Vec<Statement<'a>>>,
    pub problems: RefCell<Vec<Problem<'a>>>,
}

impl<'a> Reading<'a> {
    /// Apply the dialect's rules; `record` names the record in notices.
    pub fn new(record: String, fields: &'a Fields<'a>, dialect: &'a Dialect) -> Read<Self> {
        let found = extract(dialect, &fields.fields)?;
        let reading = Self { record, fields, dialect, found, problems: RefCell::default() };
        for (rule, field, value) in &fields.remarks {
            reading.notice(rule, field, value);
        }
        Ok(reading)
    }

    /// The statements about a field, in the table's order.
    pub fn all(&self, name: &str) -> &[Statement<'a>] {
        self.dialect.names.get(name).map_or(&[], |index| &self.found[*index])
    }

    /// The statements about a field, in the order of the record.
    pub fn in_order(&self, name: &str) -> Vec<&Statement<'a>> {
        let mut found: Vec<_> = self.all(name).iter().collect();
        found.sort_by_key(|statement| statement.place);
        found
    }

    /// The first statement about a field.
    pub fn first(&self, name: &str) -> Option<&Statement<'a>> {
        self.all(name).first()
    }

    /// A part of the first statement about a field; empty where there is none.
    pub fn text(&self, name: &str, part: &str) -> &str {
        self.first(name).map_or("", |statement| statement.get(part))
    }

    /// Remember that `rule` does not hold for `value`.
    pub fn notice(&self, rule: &str, field: &str, value: &str) {
        let Some((rule, remedy)) = self.dialect.remedies.get_key_value(rule) else {
            return;
        };
        self.problems.borrow_mut().push(Problem {
            record: self.record.clone(),
            field: field.to_owned(),
            value: value.chars().take(200).collect(),
            rule,
            remedy_nl: &remedy.nl,
            remedy_en: &remedy.en,
            severity: &remedy.severity,
        });
    }
}
