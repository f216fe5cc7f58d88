//! One builder at a time on fields that Python has read: only for finding out where two differ.

use serde_json::{Value, json};

use crate::dialect::Dialect;
use crate::fields::{Field, Fields};
use crate::model::Title;
use crate::reading::Reading;
use crate::volumes::About;
use crate::{Decline, Read};

type RawField = (String, String, Vec<(String, String)>, String, String);

pub fn probe(dialect: &Dialect, fields: &[u8], number: &str, what: &str) -> Read<String> {
    let raw: Vec<RawField> = serde_json::from_slice(fields).map_err(|_| Decline)?;
    let fields = Fields { fields: raw.iter().map(field).collect(), remarks: Vec::new() };
    let reading = Reading::new(format!("x:{number}"), &fields, dialect)?;
    let value = built(&reading, number, what)?;
    let problems: Vec<_> = reading
        .problems
        .borrow()
        .iter()
        .map(|each| json!([each.rule, each.field, each.value]))
        .collect();
    Ok(json!({"value": value, "problems": problems}).to_string())
}

/// The fields of a record as `probe` takes them, and the remarks.
pub fn fields(dialect: &Dialect, payload: &[u8], format: &str) -> Read<String> {
    let read = crate::read::read_fields(dialect, payload, format)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let raw: Vec<RawField> = read
        .fields
        .iter()
        .map(|field| {
            let pairs = field.subfields.iter();
            let subfields = pairs.map(|(code, text_of)| (text(&[*code]), text_of.to_string()));
            (
                field.tag.to_owned(),
                field.value.to_string(),
                subfields.collect(),
                text(&field.indicators),
                field.occurrence.to_owned(),
            )
        })
        .collect();
    Ok(json!({"fields": raw, "remarks": read.remarks}).to_string())
}

fn field(raw: &RawField) -> Field<'_> {
    let (tag, value, subfields, indicators, occurrence) = raw;
    Field {
        tag,
        value: value.as_str().into(),
        subfields: subfields
            .iter()
            .map(|(code, text)| (code.as_bytes()[0], text.as_str().into()))
            .collect(),
        indicators: indicators.as_bytes().try_into().unwrap_or(*b"  "),
        occurrence,
    }
}

fn built(reading: &Reading, number: &str, what: &str) -> Read<Value> {
    let value = match what {
        "found" => {
            let mut all: Vec<_> = reading.dialect.names.keys().collect();
            all.sort();
            let found: Vec<Value> = all
                .iter()
                .flat_map(|name| {
                    reading.all(name).iter().map(move |s| {
                        let mut parts = s.parts.clone();
                        parts.sort();
                        json!([name, parts, s.place])
                    })
                })
                .collect();
            json!(found)
        }
        "languages" => json!(crate::topics::build_languages(reading)?),
        "title" => json!(crate::titles::build_title(reading, "dut")?),
        "title_eng" => json!(crate::titles::build_title(reading, "eng")?),
        "variant_titles" => json!(crate::titles::variant_titles(reading)?),
        "linked_titles" => json!(crate::other_scripts::linked_titles(reading)?),
        "contributors" => json!(crate::people::build_contributors(reading)?),
        "carrier" => json!(crate::carriers::build_carrier(reading)?),
        "extent" => json!(crate::imprints::build_extent(reading)?),
        "edition" => json!(crate::imprints::build_edition(reading)?),
        "years" => json!(crate::imprints::build_years(reading)?),
        "publishers" => json!(crate::imprints::build_publishers(reading)?),
        "country" => json!(crate::imprints::build_country(reading)?),
        "series" => json!(crate::volumes::build_series(reading)?),
        "volume" => {
            let title = crate::titles::build_title(reading, "dut")?.unwrap_or(Title::default());
            let series = crate::volumes::build_series(reading)?;
            let extent = crate::imprints::build_extent(reading)?;
            let about = About { extent: &extent, carrier: "book", parent: false };
            json!(crate::volumes::build_volume(reading, &title, &series, &about)?)
        }
        "isbns" => json!(crate::numbers::build_isbns(reading)?),
        "identifiers" => json!(crate::numbers::build_identifiers(reading, number)?),
        "audience" => json!(crate::topics::build_audience(reading)?),
        "classifications" => json!(crate::topics::build_classifications(reading)?),
        "subjects" => json!(crate::topics::build_subjects(reading, "subject")?),
        "genres" => json!(crate::topics::build_subjects(reading, "genre")?),
        "original_title" => json!(crate::relations::build_original_title(reading)?),
        "links" => json!(crate::relations::build_links(reading)?),
        "notes" => json!(crate::relations::build_notes(reading, vec![])?),
        "annotation" => json!(crate::relations::build_annotation(reading)),
        "cover" => json!(crate::relations::build_cover(reading)?),
        "online" => json!(crate::relations::build_online(reading, "e_book")?),
        "bad_addresses" => json!(crate::relations::notice_bad_addresses(reading)?),
        "forms" => json!(crate::quality::build_forms(reading)?),
        "quality" => json!(crate::quality::build_quality(reading)?),
        "items" => json!(crate::copies::build_items(reading, number)?),
        _ => return Err(Decline),
    };
    Ok(value)
}
