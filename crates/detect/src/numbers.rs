//! Numbers in short texts, as codes are written.

/// The first number of three or four digits in a short text.
pub(super) fn first_number(text: &str) -> Option<u16> {
    text.as_bytes().split(|byte| !byte.is_ascii_digit()).find_map(number)
}

/// The number of three or four digits that a text begins with.
pub(super) fn leading_number(text: &str) -> Option<u16> {
    number(text.as_bytes())
}

#[inline(never)]
fn number(text: &[u8]) -> Option<u16> {
    let (mut number, mut digits) = (0, 0);
    for digit in text.iter().take_while(|byte| byte.is_ascii_digit()).take(5) {
        number = number * 10 + u32::from(digit - b'0');
        digits += 1;
    }
    u16::try_from(number).ok().filter(|_| digits == 3 || digits == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_or_four_digits() {
        assert_eq!(first_number("Error code 502"), Some(502));
        assert_eq!(first_number("Fehler 1020:"), Some(1020));
        assert_eq!(first_number("in 30 s or 86400 s"), None);
        assert_eq!(leading_number("502é"), Some(502));
        assert_eq!(leading_number("é502"), None);
    }
}
