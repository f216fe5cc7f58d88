//! Identifiers of the field: what `catalogue/identifiers.py` has for those that records state.

/// The ISBN in `text` as thirteen digits, or None where there is none or its check digit fails.
pub fn parse_isbn(text: &str) -> Option<String> {
    let text = text.as_bytes();
    let digits = (0..text.len()).find_map(|start| isbn_from(text, start))?;
    if digits.len() == 10 {
        return from_isbn10(&digits);
    }
    let digits = String::from_utf8(digits).ok()?;
    is_ean(&digits).then_some(digits)
}

/// The digits of the ISBN that starts here; no digit may touch it.
fn isbn_from(text: &[u8], start: usize) -> Option<Vec<u8>> {
    let before = &text[..start];
    if matches!(before, [.., b'0'..=b'9'] | [.., b'0'..=b'9', b'-']) {
        return None;
    }
    let of_thirteen = match &text[start..] {
        [b'9', b'7', b'8' | b'9', ..] => digits_of(&text[start..], 13),
        _ => None,
    };
    of_thirteen.or_else(|| digits_of(&text[start..], 10))
}

/// So many digits, each but the last perhaps with a blank or a hyphen behind it.
fn digits_of(text: &[u8], count: usize) -> Option<Vec<u8>> {
    let mut digits = Vec::with_capacity(count);
    let mut at = 0;
    while digits.len() + 1 < count {
        digits.push(*text.get(at).filter(|digit| digit.is_ascii_digit())?);
        at += 1 + usize::from(matches!(text.get(at + 1), Some(b' ' | b'-')));
    }
    let last = text.get(at)?.to_ascii_uppercase();
    let behind = &text[at + 1..];
    let behind = behind.strip_prefix(b"-").unwrap_or(behind);
    if !is_check_digit(last) || behind.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    digits.push(last);
    Some(digits)
}

fn is_check_digit(sign: u8) -> bool {
    sign.is_ascii_digit() || sign == b'X'
}

fn from_isbn10(digits: &[u8]) -> Option<String> {
    let total: u32 = (1..=10).rev().zip(digits).map(|(weight, c)| weight * value_of(*c)).sum();
    if !total.is_multiple_of(11) {
        return None;
    }
    let mut isbn = String::from("978");
    isbn.extend(digits[..9].iter().map(|digit| char::from(*digit)));
    isbn.push(ean_check(&isbn));
    Some(isbn)
}

fn value_of(digit: u8) -> u32 {
    if digit == b'X' { 10 } else { u32::from(digit - b'0') }
}

fn ean_check(body: &str) -> char {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| value_of(digit) * weight).sum();
    char::from(b'0' + ((10 - sum % 10) % 10) as u8)
}

/// Whether these are digits of which the last one checks the others.
fn is_ean(digits: &str) -> bool {
    let Some((last, _)) = digits.as_bytes().split_last() else {
        return false;
    };
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return false;
    }
    let body = format!("{:0>14}", &digits[..digits.len() - 1]);
    ean_check(&body) == char::from(*last)
}

/// The ISSN in `text` as `1234-567X`, or None.
pub fn parse_issn(text: &str) -> Option<String> {
    let digits = bare(text);
    if digits.len() != 8 || !has_mod11(&digits) {
        return None;
    }
    Some(format!("{}-{}", &digits[..4], &digits[4..]))
}

/// The EAN or GTIN in `text` as its digits, or None.
pub fn parse_ean(text: &str) -> Option<String> {
    let digits = bare(text);
    (matches!(digits.len(), 8 | 12..=14) && is_ean(&digits)).then_some(digits)
}

/// The ISMN in `text` as thirteen digits, or None; `M` stands for 979-0.
pub fn parse_ismn(text: &str) -> Option<String> {
    let digits = bare(text);
    let digits = match digits.strip_prefix('M') {
        Some(rest) => format!("9790{rest}"),
        None => digits,
    };
    if digits.starts_with("9790") && digits.len() == 13 { parse_ean(&digits) } else { None }
}

/// Whether `text` is a PPN whose check digit holds.
pub fn is_ppn(text: &str) -> bool {
    let ppn = text.trim_matches(' ').to_ascii_uppercase();
    (8..=10).contains(&ppn.len()) && has_mod11(&ppn)
}

/// `text` in capitals without blanks and hyphens.
fn bare(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, ' ' | '-'));
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether these are digits, and behind them the check digit that they have modulo 11.
fn has_mod11(text: &str) -> bool {
    let Some((last, body)) = text.as_bytes().split_last() else {
        return false;
    };
    if !is_check_digit(*last) || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 =
        body.iter().rev().zip(2..).map(|(digit, weight)| value_of(*digit) * weight).sum();
    (sum + value_of(*last)).is_multiple_of(11)
}
