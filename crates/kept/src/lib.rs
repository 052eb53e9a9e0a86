//! The form in which things are kept between two lives of the background: one line of text.
//!
//! Numbers in decimal, each with a blank behind it; texts behind their length. No names and no
//! history: a store that holds it ends with the extension's version. What is read goes on to the
//! end and says there whether it was whole: a check after each field would weigh more than all
//! of this. A derive of nanoserde's weighs 17 KB of wasm, of serde's 90, this 6.

mod map;

pub use map::Map;

/// What can be kept.
pub trait Kept: Sized {
    /// Writes it.
    fn put(&self, line: &mut String);
    /// Reads it as it was written; anything at all where the line is not whole.
    fn take(line: &mut Line<'_>) -> Self;
}

/// What is left to be read of a line.
pub struct Line<'a> {
    rest: &'a str,
    broken: bool,
}

impl<'a> Line<'a> {
    /// A line to be read.
    pub const fn new(line: &'a str) -> Self {
        Self { rest: line, broken: false }
    }

    /// What is left.
    pub const fn rest(&self) -> &'a str {
        self.rest
    }

    /// Whether all of it was read, and all was as it should be.
    pub const fn is_whole(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }

    /// Whether all that was read was as it should be, whatever follows.
    pub const fn is_sound(&self) -> bool {
        !self.broken
    }

    /// What cannot be: nothing more is read.
    pub const fn spoil(&mut self) {
        self.broken = true;
        self.rest = "";
    }

    /// The next number; 0 where there is none.
    #[inline(never)]
    pub fn number(&mut self) -> i64 {
        let mut bytes = self.rest.bytes();
        let negative = self.rest.starts_with('-');
        if negative {
            bytes.next();
        }
        let mut number = 0_i64;
        for byte in &mut bytes {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                // Downwards, since the least number is one further from zero than the most.
                number = number.wrapping_mul(10).wrapping_sub(i64::from(digit));
            } else if byte == b' ' {
                let read = self.rest.len() - bytes.len();
                self.rest = self.rest.get(read..).unwrap_or_default();
                return if negative { number } else { number.wrapping_neg() };
            } else {
                break;
            }
        }
        self.spoil();
        0
    }

    /// How many things follow: never more than there are bytes.
    fn count(&mut self) -> usize {
        let count = usize::try_from(self.number()).unwrap_or(usize::MAX);
        if count > self.rest.len() {
            self.spoil();
            return 0;
        }
        count
    }
}

/// Writes a number.
#[inline(never)]
pub fn put_number(line: &mut String, number: i64) {
    if number < 0 {
        line.push('-');
    }
    line.push_str(&number.unsigned_abs().to_string());
    line.push(' ');
}

impl Kept for String {
    #[inline(never)]
    fn put(&self, line: &mut String) {
        put_number(line, self.len() as i64);
        line.push_str(self);
    }

    #[inline(never)]
    fn take(line: &mut Line<'_>) -> Self {
        let end = line.count();
        let Some((text, rest)) = line.rest.split_at_checked(end) else {
            line.spoil();
            return Self::new();
        };
        line.rest = rest;
        text.to_owned()
    }
}

macro_rules! numbers {
    ($($number:ty)+) => { $(
        impl Kept for $number {
            #[expect(clippy::allow_attributes, reason = "one of them needs it, others do not")]
            #[allow(clippy::cast_lossless, clippy::cast_possible_wrap, trivial_numeric_casts)]
            fn put(&self, line: &mut String) {
                put_number(line, *self as i64);
            }

            #[expect(clippy::allow_attributes, reason = "one of them needs it, others do not")]
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                trivial_numeric_casts,
                reason = "a sum tells that nothing but what was put is taken"
            )]
            fn take(line: &mut Line<'_>) -> Self {
                line.number() as $number
            }
        }
    )+ };
}

numbers!(u8 u16 u32 u64 i32 i64);

impl Kept for bool {
    fn put(&self, line: &mut String) {
        put_number(line, i64::from(*self));
    }

    fn take(line: &mut Line<'_>) -> Self {
        line.number() != 0
    }
}

impl<T: Kept> Kept for Box<T> {
    fn put(&self, line: &mut String) {
        (**self).put(line);
    }

    fn take(line: &mut Line<'_>) -> Self {
        Self::new(T::take(line))
    }
}

impl<T: Kept> Kept for Option<T> {
    fn put(&self, line: &mut String) {
        self.is_some().put(line);
        if let Some(it) = self {
            it.put(line);
        }
    }

    fn take(line: &mut Line<'_>) -> Self {
        if bool::take(line) { Some(T::take(line)) } else { None }
    }
}

impl<T: Kept> Kept for Vec<T> {
    fn put(&self, line: &mut String) {
        put_number(line, self.len() as i64);
        for item in self {
            item.put(line);
        }
    }

    fn take(line: &mut Line<'_>) -> Self {
        let mut items = Self::new();
        for _ in 0..line.count() {
            items.push(T::take(line));
        }
        items
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn put(&self, line: &mut String) {
        self.0.put(line);
        self.1.put(line);
    }

    fn take(line: &mut Line<'_>) -> Self {
        (A::take(line), B::take(line))
    }
}

/// Makes types [`Kept`]: a struct by its fields, an enum by a number for each variant and the
/// fields of that variant, with the variant that stands for a number that is none's.
#[macro_export]
macro_rules! kept {
    ($name:ty { $($field:tt: $as:ident),+ $(,)? }) => {
        impl $crate::Kept for $name {
            fn put(&self, line: &mut String) {
                let Self { $($field: $as),+ } = self;
                $($crate::Kept::put($as, line);)+
            }

            fn take(line: &mut $crate::Line<'_>) -> Self {
                Self { $($field: $crate::Kept::take(line)),+ }
            }
        }
    };
    ($name:ty { $($field:ident),+ $(,)? }) => {
        $crate::kept!($name { $($field: $field),+ });
    };
    ($name:ty [
        $($number:literal $variant:ident $({ $($field:tt: $as:ident),+ })?),+ $(,)?
    ] or $else:ident) => {
        impl $crate::Kept for $name {
            fn put(&self, line: &mut String) {
                match self {
                    $(Self::$variant { $($($field: $as),+)? } => {
                        $crate::put_number(line, $number);
                        $($($crate::Kept::put($as, line);)+)?
                    })+
                }
            }

            fn take(line: &mut $crate::Line<'_>) -> Self {
                match line.number() {
                    $($number => Self::$variant {
                        $($($field: $crate::Kept::take(line)),+)?
                    },)+
                    _ => {
                        line.spoil();
                        Self::$else {}
                    }
                }
            }
        }
    };
}

impl<K: Kept, V: Kept> Kept for Map<K, V> {
    fn put(&self, line: &mut String) {
        self.entries().put(line);
    }

    fn take(line: &mut Line<'_>) -> Self {
        Self::from_sorted(Vec::take(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_taken_and_no_more() {
        type All = ((Vec<String>, (i64, i64)), (Option<u64>, (bool, u16)));
        let texts = vec![String::new(), "é 5 \u{1f}".into()];
        let all: All = ((texts, (i64::MIN, i64::MAX)), (Some(u64::MAX), (true, 502)));
        let mut line = String::new();
        all.put(&mut line);
        let mut rest = Line::new(&line);
        assert_eq!(All::take(&mut rest), all);
        assert!(rest.is_whole());
        for cut in (0..line.len()).filter(|cut| line.is_char_boundary(*cut)) {
            let mut rest = Line::new(&line[..cut]);
            All::take(&mut rest);
            assert!(!rest.is_whole(), "{cut}");
        }
        line.push(' ');
        let mut rest = Line::new(&line);
        All::take(&mut rest);
        assert!(!rest.is_whole());
    }

    #[test]
    fn a_length_that_cannot_be_takes_no_memory() {
        for line in ["99999999999 ", "-1 ", "18446744073709551616 x", "x"] {
            let mut rest = Line::new(line);
            assert_eq!(Vec::<String>::take(&mut rest), Vec::<String>::new());
            assert!(!rest.is_whole(), "{line}");
        }
    }
}
