//! Feeds and the HTML inside their entries as tags and text, by `quick-xml`.
//!
//! What this adds: text comes in one piece, whatever entities and CDATA it is made of, and HTML may
//! break XML's rules: tags that are never closed, and a `<` that begins no tag and is text.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// A piece of a feed or of HTML.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A tag that opens; an empty element is not closed.
    Open(BytesStart<'a>),
    /// The name of a tag that closes, without its namespace.
    Close(String),
    /// Text with its entities resolved.
    Text(String),
}

/// The tokens of a feed or of HTML; comments, doctypes and instructions are passed over.
pub(super) struct Tokens<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    is_html: bool,
    /// The token after a text.
    next: Option<Token<'a>>,
    ended: bool,
}

impl<'a> Tokens<'a> {
    /// The tokens of XML: they end where it is malformed.
    pub fn of_xml(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, text, is_html: false, next: None, ended: false }
    }

    /// The tokens of HTML: where it is malformed, the rest is text.
    pub fn of_html(text: &'a str) -> Self {
        let mut tokens = Self::of_xml(text);
        let config = tokens.reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        tokens.is_html = true;
        tokens
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let mut text = String::new();
        let mut next = self.next.take();
        while next.is_none() && !self.ended {
            let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            match self.reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => next = Some(Token::Open(tag)),
                Ok(Event::End(tag)) => {
                    next = Some(Token::Close(tag.local_name().into_inner().to_owned()));
                }
                Ok(Event::Text(piece)) => text.push_str(&piece),
                Ok(Event::CData(piece)) => text.push_str(&piece),
                Ok(Event::GeneralRef(entity)) => resolve(&entity, &mut text),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => self.ended = true,
                Err(_) => {
                    if self.is_html {
                        text.push_str(self.text.get(at..).unwrap_or_default());
                    }
                    self.ended = true;
                }
            }
        }
        if text.is_empty() {
            return next;
        }
        self.next = next;
        Some(Token::Text(text))
    }
}

/// Resolves numbers, the five entities of XML and `&nbsp;`; any other stays as it is.
fn resolve(entity: &BytesRef<'_>, text: &mut String) {
    if let Ok(Some(char)) = entity.resolve_char_ref() {
        text.push(char);
    } else if let Some(known) = resolve_predefined_entity(entity) {
        text.push_str(known);
    } else if &**entity == "nbsp" {
        text.push(' ');
    } else {
        text.extend(["&", entity, ";"]);
    }
}

/// The value of an attribute, or an empty text.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.html_attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    let value = found.and_then(|found| found.normalized_value(XmlVersion::Implicit1_0).ok());
    value.unwrap_or_default().into_owned()
}

/// The text of HTML: tags go, line breaks stay.
pub(super) fn without_tags(html: &str) -> String {
    let mut out = String::new();
    for token in Tokens::of_html(html) {
        match token {
            Token::Text(text) => out.push_str(&text),
            Token::Open(tag) if matches!(tag.local_name().as_ref(), "br" | "p" | "li") => {
                out.push('\n');
            }
            Token::Open(_) | Token::Close(_) => {}
        }
    }
    out
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
            ("<!-- gone -->left", "left"),
            ("<![CDATA[<b>&amp;]]>", "<b>&amp;"),
            ("&amp", "&amp"),
            ("é<é", "é<é"),
        ] {
            assert_eq!(without_tags(html), text, "{html}");
        }
    }

    #[test]
    fn a_text_is_one_piece_and_tags_need_no_end() {
        let tokens: Vec<_> = Tokens::of_html("<b>a &amp; <![CDATA[<b>]]>&#33;</i>c").collect();
        let [Token::Open(_), Token::Text(first), Token::Close(name), Token::Text(last)] =
            tokens.as_slice()
        else {
            panic!("{tokens:?}");
        };
        assert_eq!((first.as_str(), name.as_str(), last.as_str()), ("a & <b>!", "i", "c"));
    }
}
