//! One record from its bytes to JSON of the model: `normalize/read.py`.

use sha2::{Digest, Sha256};

use crate::carriers::build_carrier;
use crate::copies::build_items;
use crate::dialect::{Dialect, Family};
use crate::fields::Fields;
use crate::imprints::{build_country, build_edition, build_extent, build_publishers, build_years};
use crate::iso2709::read_iso2709;
use crate::model::{BibliographicRecord, IsbnStatement, Normalized, Title};
use crate::numbers::{build_identifiers, build_isbns};
use crate::other_scripts::linked_titles;
use crate::people::build_contributors;
use crate::pica::read_pica;
use crate::quality::{build_forms, build_quality};
use crate::reading::Reading;
use crate::relations::{
    build_annotation, build_cover, build_links, build_notes, build_online, build_original_title,
    notice_bad_addresses,
};
use crate::text::tidy;
use crate::titles::{build_title, variant_titles};
use crate::topics::{build_audience, build_classifications, build_languages, build_subjects};
use crate::volumes::{About, build_series, build_volume};
use crate::xml::{read_marcxml, read_pica_xml};
use crate::{Decline, Read};

/// The outcome as JSON; `number` empty: the record's own, and without one its fingerprint.
pub fn normalized(
    dialect: &Dialect,
    payload: &[u8],
    format: &str,
    source: &str,
    number: &str,
    assigned: bool,
) -> Read<Vec<u8>> {
    let fields = read_fields(dialect, payload, format)?;
    if is_authority(&fields) {
        return Err(Decline);
    }
    let stated = if number.is_empty() { number_in(dialect, &fields)? } else { number.to_owned() };
    let assigned = assigned || stated.is_empty();
    let own = if stated.is_empty() { fingerprint(payload) } else { stated };
    let reading = Reading::new(format!("{source}:{own}"), &fields, dialect)?;
    if assigned {
        reading.notice("number_assigned", &dialect.number_tag, &own);
    }
    let outcome = build(&reading, source, &own)?;
    serde_json::to_vec(&outcome).map_err(|_| Decline)
}

/// The first sixteen figures of the SHA-256 of a record without number, which become its number.
fn fingerprint(payload: &[u8]) -> String {
    Sha256::digest(payload).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The control number that a record states; empty where it states none.
pub fn number_of(dialect: &Dialect, payload: &[u8], format: &str) -> Read<String> {
    number_in(dialect, &read_fields(dialect, payload, format)?)
}

fn number_in(dialect: &Dialect, fields: &Fields) -> Read<String> {
    let Some(field) = fields.first(&dialect.number_tag) else {
        return Ok(String::new());
    };
    if dialect.number_subfield.is_empty() {
        return Ok(tidy(&field.value)?.into_owned());
    }
    Ok(tidy(&field.get(&dialect.number_subfield))?.into_owned())
}

/// The fields of a record, none of which is to be mended.
pub fn read_fields<'a>(dialect: &Dialect, payload: &'a [u8], format: &str) -> Read<Fields<'a>> {
    let fields = match (format, dialect.family) {
        ("marc", Family::Marc21) => read_iso2709(payload, &dialect.wanted)?,
        ("marcxml", Family::Marc21) => read_marcxml(payload, &dialect.wanted)?,
        ("pica", Family::Pica) => read_pica(payload, &dialect.wanted)?,
        ("pica_xml", Family::Pica) => read_pica_xml(payload, &dialect.wanted)?,
        _ => return Err(Decline),
    };
    dialect.leaks.decline_leaks(&fields)?;
    Ok(fields)
}

fn is_authority(fields: &Fields) -> bool {
    let leader = fields.first("LDR").is_some_and(|leader| leader.value.get(6..7) == Some("z"));
    leader || fields.first("002@").is_some_and(|kind| kind.get("0").starts_with('T'))
}

/// The model of a reading; the order of the steps is that of their notices.
fn build<'a>(reading: &'a Reading<'a>, source: &'a str, number: &'a str) -> Read<Normalized<'a>> {
    let (languages, original_languages) = build_languages(reading)?;
    let language = languages.first().map_or("dut", String::as_str);
    let title = match build_title(reading, language)? {
        Some(title) => title,
        None => supplied(reading)?,
    };
    notice_bad_addresses(reading)?;
    let identifiers = build_identifiers(reading, number)?;
    let (carrier, carrier_confidence) = build_carrier(reading)?;
    let (extent, series) = (build_extent(reading)?, build_series(reading)?);
    let isbns = build_isbns(reading)?;
    let parent = is_parent(reading, &isbns);
    let about = About { extent: &extent, carrier, parent };
    let volume = build_volume(reading, &title, &series, &about)?;
    let online = build_online(reading, carrier)?;
    let (audience, avi, others) = build_audience(reading)?;
    let notes = build_notes(reading, others)?;
    let original_title = build_original_title(reading)?;
    let mut variants = variant_titles(reading)?;
    variants.extend(linked_titles(reading)?);
    let record = BibliographicRecord {
        source,
        number,
        title,
        languages,
        original_languages,
        identifiers,
        carrier,
        carrier_confidence,
        extent,
        isbns,
        series,
        volume,
        online,
        audience,
        avi,
        notes,
        original_title,
        variant_titles: variants,
        contributors: build_contributors(reading)?,
        edition: build_edition(reading)?,
        years: build_years(reading)?,
        publishers: build_publishers(reading)?,
        country: build_country(reading)?,
        classifications: build_classifications(reading)?,
        subjects: build_subjects(reading, "subject")?,
        genres: build_subjects(reading, "genre")?,
        annotation: build_annotation(reading),
        links: build_links(reading)?,
        cover: build_cover(reading)?,
        forms: build_forms(reading)?,
        quality: build_quality(reading)?,
        provisional: reading.dialect.provisional,
    };
    let items = build_items(reading, number)?;
    Ok(Normalized { record, items, problems: reading.problems.take() })
}

/// What stands in for the title of a publication of which only the number is known yet.
fn supplied(reading: &Reading) -> Read<Title> {
    let isbns = build_isbns(reading)?;
    let isbn = isbns.iter().find_map(|each| each.isbn.clone()).ok_or(Decline)?;
    if !reading.dialect.provisional {
        return Err(Decline);
    }
    let (main, sort) = (format!("[ISBN {isbn}]"), format!("isbn {isbn}"));
    Ok(Title { main, sort, supplied: true, ..Title::default() })
}

/// True where the source calls this the whole's record, by code or by its only ISBN.
fn is_parent(reading: &Reading, isbns: &[IsbnStatement]) -> bool {
    let leader = reading.fields.first("LDR");
    let kind = reading.fields.first("002@");
    if leader.is_some_and(|leader| leader.value.get(19..20) == Some("a"))
        || kind.is_some_and(|kind| kind.get("0").get(1..2) == Some("c"))
    {
        return true;
    }
    !isbns.is_empty() && isbns.iter().all(|each| each.qualifier == "set")
}
