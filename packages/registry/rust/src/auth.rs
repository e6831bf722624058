use crate::types::Provider;
use crate::vocabulary::AuthScheme;
use core::fmt;

/// Where a request carries its key.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'a> {
    /// A header.
    Header {
        /// Its name, in lower case.
        name: &'static str,
        /// Its value.
        value: AuthValue<'a>,
    },
    /// A parameter of the URL.
    Query {
        /// Its name.
        name: &'static str,
        /// Its value, percent-encoded.
        value: AuthValue<'a>,
    },
    /// No key of ours.
    None,
}

/// What is sent, written out by [`fmt::Display`] alone: `{:?}` does not show the key.
#[derive(Clone, Copy)]
pub struct AuthValue<'a> {
    prefix: &'static str,
    key: &'a str,
    encoded: bool,
}

impl fmt::Display for AuthValue<'_> {
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

impl fmt::Debug for AuthValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How a provider takes a key.
pub fn auth_of<'a>(provider: &Provider, key: &'a str) -> Auth<'a> {
    let value = |prefix, encoded| AuthValue {
        prefix,
        key,
        encoded,
    };
    match provider.auth_scheme {
        AuthScheme::XApiKey => Auth::Header {
            name: "x-api-key",
            value: value("", false),
        },
        AuthScheme::Bearer => Auth::Header {
            name: "authorization",
            value: value("Bearer ", false),
        },
        AuthScheme::QueryKey => Auth::Query {
            name: "key",
            value: value("", true),
        },
        AuthScheme::OauthSubscription | AuthScheme::None => Auth::None,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[test]
    fn keys_are_written_out_but_never_shown() {
        let value = AuthValue {
            prefix: "",
            key: "a b/\u{e9}~(c)*",
            encoded: true,
        };
        let auth = Auth::Query { name: "key", value };
        assert_eq!(format!("{}", value), "a%20b%2F%C3%A9~(c)*");
        assert_eq!(
            format!("{:?}", auth),
            "Query { name: \"key\", value: [redacted] }"
        );
    }
}
