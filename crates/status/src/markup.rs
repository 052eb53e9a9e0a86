//! XML and HTML as tokens, and never more of them than text.
//!
//! Our own, because it reads the HTML inside the entries too and forgives what pages get wrong;
//! `quick-xml` weighs 26 KB of wasm.

use std::borrow::Cow;
use text::{cut, find};

/// The text of HTML, with its entities resolved: tags go, line breaks stay.
pub(super) fn without_tags(html: &str) -> Cow<'_, str> {
    if !html.bytes().any(|byte| byte == b'<' || byte == b'&') {
        return Cow::Borrowed(html);
    }
    let mut out = String::new();
    for token in Tokens(html) {
        match token {
            Token::Text(text) => out.push_str(&text),
            Token::Open { name: "br" | "p" | "li", .. } => out.push('\n'),
            Token::Open { .. } | Token::Close(_) => {}
        }
    }
    Cow::Owned(out)
}

/// A piece of XML or HTML.
pub(super) enum Token<'a> {
    /// A tag that opens, without its namespace; an empty element is not closed.
    Open { name: &'a str, attributes: &'a str },
    /// A tag that closes.
    Close(&'a str),
    /// Text with its entities resolved.
    Text(Cow<'a, str>),
}

/// Cuts XML or HTML into tokens; comments, doctypes and instructions are passed over, and a
/// `<` that begins no tag is text.
pub(super) struct Tokens<'a>(pub &'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.0;
            if rest.is_empty() {
                return None;
            }
            if let Some(after) = rest.strip_prefix("<![CDATA[") {
                let (text, after) = cut(after, "]]>");
                self.0 = after;
                return Some(Token::Text(Cow::Borrowed(text)));
            }
            if let Some(after) = rest.strip_prefix("<!--") {
                self.0 = cut(after, "-->").1;
                continue;
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                self.0 = cut(rest, ">").1;
                continue;
            }
            let (closing, inner) = match rest.strip_prefix("</") {
                Some(inner) => (true, inner),
                None => (false, rest.strip_prefix('<').unwrap_or_default()),
            };
            if inner.starts_with(|first: char| first.is_ascii_alphabetic())
                && let Some(end) = end_of_tag(inner)
            {
                self.0 = inner.get(end + 1..).unwrap_or_default();
                let tag = inner.get(..end).unwrap_or_default();
                let ends = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
                let blank = tag.bytes().position(ends).unwrap_or(tag.len());
                let (name, attributes) = tag.split_at_checked(blank).unwrap_or((tag, ""));
                let name = behind_last(name, b':');
                return Some(if closing {
                    Token::Close(name)
                } else {
                    Token::Open { name, attributes }
                });
            }
            // At least one character is taken, so that this ends.
            let end = find(rest, "<", 1).unwrap_or(rest.len());
            let (text, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.0 = after;
            return Some(Token::Text(entities(text)));
        }
    }
}

/// What stands behind the last `mark`, an ASCII character; all where there is none.
pub(super) fn behind_last(text: &str, mark: u8) -> &str {
    let at = text.bytes().rposition(|byte| byte == mark);
    at.and_then(|at| text.get(at + 1..)).unwrap_or(text)
}

/// Where the tag's `>` is, outside quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Resolves the five entities of XML, `&nbsp;` and numbers; any other stays as it is.
pub(super) fn entities(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte == b'&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (before, after) = cut(rest, "&");
        out.push_str(before);
        if before.len() == rest.len() {
            break;
        }
        let (name, behind) = cut(after, ";");
        let known = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            _ => name.strip_prefix('#').and_then(numbered),
        };
        let char;
        (rest, char) = match known {
            Some(char) if after.len() > name.len() => (behind, char),
            _ => (after, '&'),
        };
        out.push(char);
    }
    Cow::Owned(out)
}

/// The character of `65` or `x41`.
fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    let code = digits
        .chars()
        .try_fold(0_u32, |sum, digit| sum.checked_mul(radix)?.checked_add(digit.to_digit(radix)?));
    char::from_u32(code.filter(|_| !digits.is_empty())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_text_stays_text() {
        for (html, text) in [
            ("plain", "plain"),
            ("a < b && c <3 d", "a < b && c <3 d"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("one<br/>two<br />three<p>four</p>", "one\ntwo\nthree\nfour"),
            ("<a href=\"x>y\" title='<b>'>here</a>.", "here."),
            (
                "&lt;b&gt;&amp;amp;&#65;&#x42;&nbsp;&copy;&#xd800;&#99999999999;",
                "<b>&amp;AB &copy;&#xd800;&#99999999999;",
            ),
            ("cut <a href=\"", "cut <a href=\""),
            ("<!-- gone -->left<!", "left"),
            ("<![CDATA[<b>&amp;]]>", "<b>&amp;"),
            ("&amp", "&amp"),
            ("é<é", "é<é"),
        ] {
            assert_eq!(without_tags(html), text, "{html}");
        }
    }
}
