//! JSON read in place: a document is checked once, then walked without a copy or a tree.
//!
//! Our own, because `serde_json::Value` weighs 21 KB of wasm and this 3; it also keeps memory
//! at the document itself, and reads half an emoji (a lone surrogate) as U+FFFD where serde_json
//! refuses the whole document.

/// Deeper documents are refused: status pages nest 8 levels.
const DEEPEST: u32 = 64;

/// The most items of a list that are looked at; OpenAI's longest has about a hundred.
const LONGEST_LIST: usize = 3_000;

/// One value of a checked document.
#[derive(Clone, Copy)]
pub struct Node<'a>(&'a [u8]);

impl<'a> Node<'a> {
    /// The whole document; `None` where it is not JSON from end to end.
    pub fn parse(document: &'a [u8]) -> Option<Self> {
        let start = blank(document, 0);
        let end = value(document, start, 0)?;
        (blank(document, end) == document.len()).then(|| Self(&document[start..end]))
    }

    /// The first members of an object; of anything else, none. A key with an escape in it is
    /// passed over: no status page has one.
    #[inline(never)]
    pub fn fields(self) -> Fields<'a> {
        let mut fields = Vec::new();
        if self.is_object() {
            let mut at = 1;
            while let Some((key, value, end)) = member(self.0, at)
                && fields.len() < LONGEST_LIST
            {
                fields.push((key, value));
                at = end;
            }
        }
        Fields(fields)
    }

    /// Whether it is an array, an empty one included.
    pub fn is_list(self) -> bool {
        self.0.first() == Some(&b'[')
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.0.first() == Some(&b'{')
    }

    /// Whether it is `true`.
    pub fn is_true(self) -> bool {
        self.0 == b"true"
    }

    /// Whether it is `false`.
    pub fn is_false(self) -> bool {
        self.0 == b"false"
    }

    /// A whole number from 0 to 65535; anything else is `None`.
    pub fn whole(self) -> Option<u16> {
        std::str::from_utf8(self.0).ok()?.parse().ok()
    }

    /// The first `most` characters of a string. Anything but a string is `None`, and so is
    /// `"$undefined"`, which some documents say for a missing value.
    #[inline(never)]
    pub fn text(self, most: usize) -> Option<String> {
        let inner = self.0.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        (inner != b"$undefined").then(|| unescape(inner, most))
    }
}

/// The member of an object that begins at `at`, and where it ends.
#[inline(never)]
fn member(text: &[u8], at: usize) -> Option<(&[u8], Node<'_>, usize)> {
    let from = next(text, at)?;
    let to = string(text, from)?;
    let start = blank(text, blank(text, to) + 1);
    let end = value(text, start, 0)?;
    Some((text.get(from + 1..to - 1)?, Node(text.get(start..end)?), end))
}

/// The members of one object, each found by its key. An object is walked once, whatever is asked
/// of it.
pub struct Fields<'a>(Vec<(&'a [u8], Node<'a>)>);

impl<'a> Fields<'a> {
    /// The last member of that key; `None` where there is none, or it is null.
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let mut found = None;
        for (name, node) in &self.0 {
            if *name == key.as_bytes() {
                found = (node.0 != b"null").then_some(*node);
            }
        }
        found
    }

    /// Every member with its key as it stands there, in order.
    pub fn all(&self) -> impl Iterator<Item = (&'a [u8], Node<'a>)> + '_ {
        self.0.iter().copied()
    }

    /// The member of the first of these keys that has one.
    #[inline(never)]
    pub fn first(&self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The same, if it is an array: what should be one and is not counts as missing.
    #[inline(never)]
    pub fn list(&self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().find_map(|key| self.get(key).filter(|node| node.is_list()))
    }

    /// The objects of that list, of which there may be none.
    pub fn objects(&self, key: &str) -> Objects<'a> {
        objects(self.get(key))
    }
}

/// The objects among the first items of an array: no list of a status page is so long, and none
/// holds anything else. Of anything but an array, and where there is nothing, none.
pub fn objects(list: Option<Node<'_>>) -> Objects<'_> {
    let text = list.filter(|list| list.is_list()).map_or(&[][..], |list| list.0);
    Objects { text, at: 1, left: LONGEST_LIST }
}

/// What [`objects`] walks: a type of its own, since std's adapters weigh 200 bytes at each use.
pub struct Objects<'a> {
    text: &'a [u8],
    at: usize,
    left: usize,
}

impl Objects<'_> {
    /// Those among the first `most` items alone.
    pub fn most(self, most: usize) -> Self {
        Self { left: most, ..self }
    }
}

impl<'a> Iterator for Objects<'a> {
    type Item = Node<'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<Node<'a>> {
        while self.left > 0 {
            self.left -= 1;
            let from = next(self.text, self.at)?;
            self.at = value(self.text, from, 0)?;
            let item = Node(self.text.get(from..self.at)?);
            if item.is_object() {
                return Some(item);
            }
        }
        None
    }
}

/// The text of a string's inside, cut at `most` characters; what is no UTF-8 becomes U+FFFD.
fn unescape(inner: &[u8], most: usize) -> String {
    let mut out = String::new();
    let mut left = most;
    let mut rest = inner;
    while left > 0 && !rest.is_empty() {
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        // Four bytes hold any character, so no more than that many are looked at.
        let (piece, after) = rest.split_at(plain.min(left.saturating_mul(4)));
        for chunk in piece.utf8_chunks() {
            let broken = (!chunk.invalid().is_empty()).then_some('\u{fffd}');
            for char in chunk.valid().chars().chain(broken).take(left) {
                out.push(char);
                left -= 1;
            }
        }
        rest = after;
        if left > 0 && rest.first() == Some(&b'\\') {
            let (char, used) = escape(rest);
            out.push(char);
            left -= 1;
            rest = rest.get(used..).unwrap_or_default();
        }
    }
    out
}

/// The character of an escape, and the bytes that it takes.
fn escape(at: &[u8]) -> (char, usize) {
    match at.get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => {
            let high = unit(at).unwrap_or(0xfffd);
            let low = at.get(6..).and_then(unit).unwrap_or(0);
            if (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
            } else {
                (char::from_u32(high).unwrap_or('\u{fffd}'), 6)
            }
        }
        Some(other) => (char::from(*other), 2),
        None => ('\u{fffd}', 1),
    }
}

/// The number of `\uXXXX`.
fn unit(at: &[u8]) -> Option<u32> {
    let digits = at.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |sum, byte| Some(sum * 16 + char::from(*byte).to_digit(16)?))
}

/// Where the next key or item begins: behind blanks and commas, before the closing bracket.
fn next(text: &[u8], at: usize) -> Option<usize> {
    let at = blank(text, at);
    let at = if text.get(at) == Some(&b',') { blank(text, at + 1) } else { at };
    (!matches!(text.get(at), None | Some(b'}' | b']'))).then_some(at)
}

/// The end of the value that begins at `at`; `None` where it is none.
fn value(text: &[u8], at: usize, depth: u32) -> Option<usize> {
    match *text.get(at)? {
        b'"' => string(text, at),
        open @ (b'{' | b'[') => {
            if depth >= DEEPEST {
                return None;
            }
            let close = open + 2;
            let mut at = blank(text, at + 1);
            if *text.get(at)? == close {
                return Some(at + 1);
            }
            loop {
                if open == b'{' {
                    at = blank(text, string(text, at)?);
                    if *text.get(at)? != b':' {
                        return None;
                    }
                    at = blank(text, at + 1);
                }
                at = blank(text, value(text, at, depth + 1)?);
                match *text.get(at)? {
                    b',' => at = blank(text, at + 1),
                    end if end == close => return Some(at + 1),
                    _ => return None,
                }
            }
        }
        b'-' | b'0'..=b'9' => {
            let inside = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
            Some(at + text[at..].iter().take_while(|byte| inside(byte)).count())
        }
        first => {
            let word: &[u8] = match first {
                b't' => b"true",
                b'f' => b"false",
                b'n' => b"null",
                _ => return None,
            };
            text[at..].starts_with(word).then(|| at + word.len())
        }
    }
}

/// The end of the string that begins at `at`, behind its closing quote.
fn string(text: &[u8], at: usize) -> Option<usize> {
    if *text.get(at)? != b'"' {
        return None;
    }
    // An iterator, since most of a document is inside strings and it checks no bounds.
    let mut rest = text.get(at + 1..)?.iter();
    loop {
        match rest.next()? {
            b'"' => return Some(text.len() - rest.len()),
            b'\\' => {
                rest.next()?;
            }
            _ => {}
        }
    }
}

/// The first place from `at` on that is not blank.
fn blank(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn text(document: &str) -> Option<String> {
        Node::parse(document.as_bytes())?.text(100)
    }

    #[test]
    fn a_document_with_crlf_is_walked() {
        let document = b"\r\n{\"a\" : [ 1 , {\"b\":\"x\"},[] ],\r\n \"c\":null,\"d\":true }\r\n";
        let fields = Node::parse(document).unwrap().fields();
        let items: Vec<_> = fields.objects("a").collect();
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].fields().get("b").unwrap().text(9).unwrap(), "x");
        assert!(fields.get("c").is_none() && fields.get("e").is_none());
        assert!(fields.first(&["c", "d"]).unwrap().is_true());
        assert!(fields.list(&["d", "a"]).is_some() && fields.list(&["d", "c"]).is_none());
        assert_eq!(fields.0.len(), 3);
        assert_eq!(Node::parse(b"{ }").unwrap().fields().0.len(), 0);
        for empty in ["[ ]", "{ \"a\" : {} }", "[1, [{}], \"{}\"]"] {
            assert_eq!(objects(Node::parse(empty.as_bytes())).count(), 0, "{empty}");
        }
    }

    #[test]
    fn the_last_of_two_keys_counts() {
        let fields = Node::parse(br#"{"a":"1","a":"2","b":3,"b":null}"#).unwrap().fields();
        assert_eq!(fields.get("a").unwrap().text(9).unwrap(), "2");
        assert!(fields.get("b").is_none());
    }

    #[test]
    fn escapes_are_resolved_and_half_an_emoji_is_a_mark() {
        assert_eq!(text(r#""a\"\\\/\n\t\r\u00e9\ud83d\ude00""#).unwrap(), "a\"\\/\n\t\ré😀");
        assert_eq!(text(r#""\ud83d""#).unwrap(), "\u{fffd}");
        assert_eq!(text(r#""\ude00x\ud83d\u0041""#).unwrap(), "\u{fffd}x\u{fffd}A");
        assert_eq!(text(r#""\u00zz""#).unwrap(), "\u{fffd}");
        assert_eq!(Node::parse(b"\"\xff\xf0\x9f\"").unwrap().text(9).unwrap(), "\u{fffd}\u{fffd}");
        assert_eq!(Node::parse("\"\\u".as_bytes()).map(|_| ()), None);
    }

    #[test]
    fn a_string_is_cut_by_characters() {
        let long = format!("\"{}\"", "é😀\\n".repeat(3000));
        assert_eq!(Node::parse(long.as_bytes()).unwrap().text(4).unwrap(), "é😀\né");
    }

    #[test]
    fn undefined_and_other_kinds_are_no_text() {
        for other in ["\"$undefined\"", "null", "1", "{}", "[\"a\"]", "true"] {
            assert_eq!(text(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_cut_or_broken_is_refused() {
        let whole = r#"{"a":[1,"b",{"c":null}],"d":-1.5e+3}"#;
        assert!(Node::parse(whole.as_bytes()).is_some());
        for cut in 0..whole.len() {
            assert!(Node::parse(&whole.as_bytes()[..cut]).is_none(), "{}", &whole[..cut]);
        }
        for broken in [
            "",
            "  ",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "[1,]",
            "{\"a\":1,}",
            "[1 2]",
            "nul",
            "undefined",
            "{} {}",
            "<html>",
            "[1}",
            "'a'",
            "\"a\\\"",
        ] {
            assert!(Node::parse(broken.as_bytes()).is_none(), "{broken}");
        }
    }

    #[test]
    fn a_deep_document_is_refused_and_does_not_overflow() {
        let nest = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
        assert!(Node::parse(&nest(64)).is_some());
        assert!(Node::parse(&nest(65)).is_none());
        assert!(Node::parse(&nest(500_000)).is_none());
    }
}
