use core::fmt::{self, Write};

/// Text in quotes, escaped as JSON does: line breaks and quotes in it are seen, and end nothing.
pub(crate) struct Quoted<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Quoted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        write!(Escaping(f), "{}", self.0)?;
        f.write_char('"')
    }
}

struct Escaping<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let f = &mut *self.0;
        for char in text.chars() {
            match char {
                '"' | '\\' => write!(f, "\\{}", char)?,
                '\u{8}' => f.write_str("\\b")?,
                '\t' => f.write_str("\\t")?,
                '\n' => f.write_str("\\n")?,
                '\u{c}' => f.write_str("\\f")?,
                '\r' => f.write_str("\\r")?,
                '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(char))?,
                _ => f.write_char(char)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn only_what_json_escapes_is_escaped() {
        let text = "a'\"\\ \u{8}\t\n\u{c}\r\0\u{1f}\u{7f}\u{e9}\u{2028}";
        let want = r#""a'\"\\ \b\t\n\f\r\u0000\u001f"#.to_string() + "\u{7f}\u{e9}\u{2028}\"";
        assert_eq!(Quoted(text).to_string(), want);
    }
}
