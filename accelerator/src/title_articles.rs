//! Where a title sorts: behind its article, by indicator, list or inversion: `normalize/titles.py`.

use crate::reading::Reading;
use crate::rules::{Statement, characters};
use crate::text::{casefold, is_any_article, is_word, with_one_apostrophe, without_article};

/// What the second indicator of 245 leaves to sort by; checked against the list of articles.
pub fn behind_indicator(
    statement: &Statement,
    main: &str,
    reading: &Reading,
    language: &str,
) -> String {
    let indicator = statement.origin.indicators[1] as char;
    let skipped = indicator.to_digit(10).unwrap_or(0) as usize;
    let before = characters(main, 0, skipped);
    let behind = &main[before.len()..];
    let at_word =
        before.ends_with([' ', '\'', '’', '"', '(', '[']) && behind.starts_with(|c| c != ' ');
    if !at_word {
        let by_list = without_article(main, language);
        if skipped > 0 || by_list != main {
            reading.notice("nonfiling_indicator", "245", &format!("{indicator} before {main}"));
        }
        return by_list.into_owned();
    }
    let article = with_one_apostrophe(before);
    let article = casefold(article.trim_matches([' ', '"', '(', '[']));
    if !article.is_empty() && !is_any_article(&article) {
        reading.notice("nonfiling_not_an_article", "245", &format!("{indicator} before {main}"));
    }
    behind.to_owned()
}

/// `Diner, Het` turned round, and the text it sorts by; None for what is not inverted.
pub fn uninverted(main: &str) -> Option<(String, String)> {
    let (title, article) = main.rsplit_once(", ")?;
    let inverts = !title.is_empty()
        && is_written_as_article(article)
        && is_any_article(&casefold(&with_one_apostrophe(article)));
    inverts.then(|| (format!("{article} {title}"), title.to_owned()))
}

/// A capital or an apostrophe, and up to three letters or apostrophes more.
fn is_written_as_article(text: &str) -> bool {
    let is_apostrophe = |c| matches!(c, '\'' | '’');
    let mut signs = text.chars();
    signs.next().is_some_and(|c| c.is_ascii_uppercase() || is_apostrophe(c))
        && text.chars().count() <= 4
        && signs.all(|c| is_word(c) || is_apostrophe(c))
}
