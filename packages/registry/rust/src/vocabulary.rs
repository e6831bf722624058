use core::fmt;

/// A word that a vocabulary does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a word of this vocabulary")
    }
}

/// An enum whose variants have the names that the registry, its JSON and its TOML use.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As the registry spells it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownWord),
                }
            }
        }
    };
}

pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use super::UnknownWord;
    use crate::{AuthScheme, ProtocolName, TransportKind};

    #[test]
    fn words_are_read_as_they_are_written() {
        for scheme in AuthScheme::ALL {
            assert_eq!(scheme.as_str().parse(), Ok(*scheme));
        }
        for protocol in ProtocolName::ALL {
            assert_eq!(protocol.as_str().parse(), Ok(*protocol));
        }
        for transport in TransportKind::ALL {
            assert_eq!(transport.as_str().parse(), Ok(*transport));
        }
        assert_eq!("Bearer".parse::<AuthScheme>(), Err(UnknownWord));
    }
}
