//! What a record says of itself: RDA types, how fully it was made, by which rules:
//! `normalize/quality.py`.

use rustc_hash::FxHashMap as HashMap;

use crate::Read;
use crate::dialect::{Family, Tables, pairs};
use crate::model::{Forms, Quality};
use crate::reading::Reading;
use crate::rules::{Statement, characters};
use crate::text::casefold;

/// What the codes of levels and rules mean.
pub struct Qualities {
    marc21: HashMap<String, String>,
    pica: HashMap<String, String>,
    forms: HashMap<String, String>,
}

impl Qualities {
    pub fn new(tables: &Tables) -> Self {
        let table = &tables["quality"];
        let levels = &table["levels"];
        Self {
            marc21: pairs(&levels["marc21"]),
            pica: pairs(&levels["pica"]),
            forms: pairs(&table["forms"]),
        }
    }
}

/// The RDA codes that the record states, each once.
pub fn build_forms(reading: &Reading) -> Read<Forms> {
    let mut forms = Forms::default();
    for statement in reading.all("carrier") {
        let code = filled([statement.get("rda"), statement.get("rda_media"), ""]);
        let codes = match statement.origin.tag {
            "336" | "002C" => &mut forms.content,
            "337" | "002D" => &mut forms.media,
            "338" | "002E" => &mut forms.carrier,
            _ => continue,
        };
        for code in code.split(' ').filter(|code| !code.is_empty()) {
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
    }
    Ok(forms)
}

/// The level and the rules; a code that is not in `tables/quality.toml` stands as it is.
pub fn build_quality(reading: &Reading) -> Read<Quality> {
    let (mut level, mut form, mut rules) = ("", "", "");
    for statement in reading.all("quality") {
        level = filled([level, statement.get("level"), blank(statement)]);
        form = filled([form, statement.get("form"), ""]);
        rules = filled([rules, statement.get("rules"), ""]);
    }
    let qualities = &reading.dialect.qualities;
    let levels = match reading.dialect.family {
        Family::Marc21 => &qualities.marc21,
        Family::Pica => &qualities.pica,
    };
    let rules = casefold(rules);
    let by_form = qualities.forms.get(form).cloned().unwrap_or_default();
    Ok(Quality {
        level: levels.get(level).map_or(level, String::as_str).to_owned(),
        rules: if rules.is_empty() { by_form } else { rules },
    })
}

/// MARC 21 writes a full level as a blank, which is no text.
fn blank(statement: &Statement) -> &'static str {
    if characters(&statement.origin.value, 17, 18) == " " { "full" } else { "" }
}

/// The first text that is not empty.
fn filled(texts: [&str; 3]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or("")
}
