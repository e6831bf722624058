use core::fmt::{self, Write};

/// Micro-cents in one US dollar, and in one unit of any other currency. 1 micro-cent is 1e-8 USD.
pub const MICRO_CENTS_PER_USD: u64 = 100_000_000;

/// Micro-cents in one US cent.
pub const MICRO_CENTS_PER_CENT: u64 = 1_000_000;

/// Tokens in the unit that prices are given for.
pub const TOKENS_PER_MTOK: u64 = 1_000_000;

/// An amount of micro-cents, of any sign: what the integers become that hold one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MicroCents {
    is_negative: bool,
    amount: u128,
}

macro_rules! micro_cents {
    ($($signed:ty, $unsigned:ty;)*) => {
        $(
            impl From<$signed> for MicroCents {
                fn from(amount: $signed) -> Self {
                    let is_negative = amount < 0;
                    let amount = u128::from(amount.unsigned_abs());
                    Self { is_negative, amount }
                }
            }

            impl From<$unsigned> for MicroCents {
                fn from(amount: $unsigned) -> Self {
                    let amount = u128::from(amount);
                    Self { is_negative: false, amount }
                }
            }
        )*
    };
}

micro_cents! { i32, u32; i64, u64; i128, u128; }

/// Money for people, written out by [`fmt::Display`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money<'a> {
    amount: MicroCents,
    currency: &'a str,
}

/// An amount for people: `$3.00`, `-€0.0028`, `$1,234.50`; `SEK 3.00` where there is no sign. It is
/// exact: two decimals, more where they are needed, so that what costs something is never `$0.00`.
///
/// `currency`: an ISO 4217 code, such as that of a cost or of a provider's `billing`.
///
/// ```
/// use kei_registry::format_money;
///
/// assert_eq!(format_money(3_600, "USD").to_string(), "$0.000036");
/// ```
pub fn format_money(amount: impl Into<MicroCents>, currency: &str) -> Money<'_> {
    let amount = amount.into();
    Money { amount, currency }
}

impl fmt::Display for Money<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MicroCents {
            is_negative,
            amount,
        } = self.amount;
        if is_negative {
            f.write_char('-')?;
        }
        match self.currency {
            "USD" => f.write_char('$')?,
            "EUR" => f.write_char('€')?,
            "GBP" => f.write_char('£')?,
            "CNY" => f.write_char('¥')?,
            // No sign that two currencies share: the yen is JPY.
            code => write!(f, "{} ", code)?,
        }
        let unit = u128::from(MICRO_CENTS_PER_USD);
        write_grouped(amount / unit, f)?;
        f.write_char('.')?;
        let (mut decimals, mut width) = (amount % unit, 8);
        while width > 2 && decimals % 10 == 0 {
            decimals /= 10;
            width -= 1;
        }
        write!(f, "{:0width$}", decimals, width = width)
    }
}

/// Its digits in groups of three.
fn write_grouped(number: u128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if number < 1_000 {
        return write!(f, "{}", number);
    }
    write_grouped(number / 1_000, f)?;
    write!(f, ",{:03}", number % 1_000)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn any_integer_is_an_amount() {
        assert_eq!(format_money(105_000_000_u64, "USD").to_string(), "$1.05");
        assert_eq!(format_money(-1, "EUR").to_string(), "-€0.00000001");
        let most = "SEK 3,402,823,669,209,384,634,633,746,074,317.68211455";
        assert_eq!(format_money(u128::MAX, "SEK").to_string(), most);
        let least = "-$1,701,411,834,604,692,317,316,873,037,158.84105728";
        assert_eq!(format_money(i128::MIN, "USD").to_string(), least);
    }
}
