use crate::{Auth, Provider};
use core::fmt;

/// A key, ready to be sent.
#[derive(Debug, Clone, Copy)]
pub enum SentKey<'a> {
    /// In a header.
    Header {
        /// Its name, in lower case.
        name: &'static str,
        /// Its value.
        value: KeyText<'a>,
    },
    /// In the query of the URL.
    Query {
        /// Name of the parameter.
        name: &'static str,
        /// Its value, percent-encoded.
        value: KeyText<'a>,
    },
    /// No key of ours is sent.
    None,
}

/// What is sent, written out by [`fmt::Display`] alone: `{:?}` does not show the key.
#[derive(Clone, Copy)]
pub struct KeyText<'a> {
    prefix: &'static str,
    key: &'a str,
    encoded: bool,
}

impl fmt::Display for KeyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix)?;
        if !self.encoded {
            return f.write_str(self.key);
        }
        for byte in self.key.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{:02X}", byte)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for KeyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A key as a provider takes it.
pub fn auth_of<'a>(provider: &Provider, key: &'a str) -> SentKey<'a> {
    let value = |prefix, encoded| KeyText {
        prefix,
        key,
        encoded,
    };
    match provider.auth {
        Auth::Header { name, prefix } => SentKey::Header {
            name,
            value: value(prefix.unwrap_or(""), false),
        },
        Auth::Query { name } => SentKey::Query {
            name,
            value: value("", true),
        },
        Auth::None => SentKey::None,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[test]
    fn keys_are_written_out_but_never_shown() {
        let value = KeyText {
            prefix: "",
            key: "a b/\u{e9}~(c)*",
            encoded: true,
        };
        let sent = SentKey::Query { name: "key", value };
        assert_eq!(format!("{}", value), "a%20b%2F%C3%A9~(c)*");
        assert_eq!(
            format!("{:?}", sent),
            "Query { name: \"key\", value: [redacted] }"
        );
    }
}
