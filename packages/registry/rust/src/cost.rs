use crate::lookup::{model, provider};
use crate::money::TOKENS_PER_MTOK;
use crate::{KnownPrice, Price, Rates};
use core::fmt;

/// Tokens of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// All tokens of the input, those read from and written to a cache included.
    pub input_tokens: u64,
    /// All tokens of the output, reasoning included.
    pub output_tokens: u64,
    /// Part of the input that was read from a cache.
    pub cache_read_tokens: u64,
    /// Part of the input that was written to a five-minute cache.
    pub cache_write_5m_tokens: u64,
    /// Part of the input that was written to a one-hour cache.
    pub cache_write_1h_tokens: u64,
    /// Part of the output that was reasoning. It costs what the rest of the output costs.
    pub reasoning_tokens: u64,
}

impl Usage {
    /// Tokens of a request that had nothing to do with a cache, and no reasoning that is known of.
    pub const fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self {
            input_tokens,
            output_tokens,
            cache_read_tokens: 0,
            cache_write_5m_tokens: 0,
            cache_write_1h_tokens: 0,
            reasoning_tokens: 0,
        }
    }

    /// Input that came from no cache.
    fn uncached(&self) -> Result<u64, InvalidUsage> {
        if self.reasoning_tokens > self.output_tokens {
            return Err(InvalidUsage::ReasoningExceedsOutput);
        }
        let cached = [
            self.cache_read_tokens,
            self.cache_write_5m_tokens,
            self.cache_write_1h_tokens,
        ];
        cached
            .iter()
            .try_fold(self.input_tokens, |rest, tokens| rest.checked_sub(*tokens))
            .ok_or(InvalidUsage::CachedExceedsInput)
    }
}

/// What one request costs, and of what that is made. Amounts are micro-cents: 100,000,000 to one
/// unit of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost<'a> {
    /// It has a price per token.
    Known {
        /// The sum of the parts.
        total: u128,
        /// ISO 4217 code, such as `"USD"`; none where the currency of a price was not given.
        currency: Option<&'a str>,
        /// What it is made of.
        parts: CostParts,
    },
    /// It costs nothing.
    Free,
    /// A flat fee covers it.
    Subscription,
    /// The registry cannot tell.
    Unknown(Missing),
}

/// The sides of a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostParts {
    /// The input side, caches included, rounded down.
    pub input: u128,
    /// The output side, rounded down.
    pub output: u128,
}

impl Cost<'_> {
    /// Micro-cents; none when unknown.
    pub const fn total(&self) -> Option<u128> {
        match *self {
            Cost::Known { total, .. } => Some(total),
            Cost::Free | Cost::Subscription => Some(0),
            Cost::Unknown(_) => None,
        }
    }
}

/// What the registry does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The model.
    Model,
    /// Any price of it.
    Price,
    /// The price of reading a cached prompt.
    CacheRead,
    /// The price of writing to the cache for five minutes.
    CacheWrite5m,
    /// The price of writing to the cache for one hour.
    CacheWrite1h,
}

/// A part exceeds the whole that contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidUsage {
    /// The caches exceed the input.
    CachedExceedsInput,
    /// The reasoning exceeds the output.
    ReasoningExceedsOutput,
}

impl fmt::Display for InvalidUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InvalidUsage::CachedExceedsInput => {
                "input_tokens includes cached tokens, so it cannot be less than their sum"
            }
            InvalidUsage::ReasoningExceedsOutput => {
                "output_tokens includes reasoning tokens, so it cannot be less than them"
            }
        })
    }
}

/// What a request to a model costs, in the currency in which its provider bills; or what is missing,
/// when the registry does not know the model or a price that is needed.
pub fn cost(reference: &str, usage: &Usage) -> Result<Cost<'static>, InvalidUsage> {
    match model(reference) {
        Some(model) => {
            let currency = provider(model.provider).map(|provider| provider.billing.currency);
            cost_at(&model.price, usage, currency)
        }
        // Whatever is known of the model: a wrong count is a mistake of the caller's.
        None => cost_at(&Price::Unknown, usage, None).map(|_| Cost::Unknown(Missing::Model)),
    }
}

/// Cost of a usage at a price. Each side is summed exactly and rounded down once. With tiers, the
/// highest one that the whole input exceeds prices the whole request.
///
/// Tokens of a kind whose price is unknown make the cost unknown, not smaller.
///
/// `currency`: that of the price, which does not say it; an ISO 4217 code.
pub fn cost_at<'a>(
    price: &Price,
    usage: &Usage,
    currency: Option<&'a str>,
) -> Result<Cost<'a>, InvalidUsage> {
    let uncached = usage.uncached()?;
    let rates = match price {
        Price::Known(price) => rates_for(price, usage.input_tokens),
        Price::Free => return Ok(Cost::Free),
        Price::Subscription => return Ok(Cost::Subscription),
        Price::Unknown => return Ok(Cost::Unknown(Missing::Price)),
    };
    // No overflow: the parts add up to 64 bits at most, and a rate has 64.
    let mut input = product(uncached, rates.input);
    for (tokens, rate, missing) in [
        (
            usage.cache_read_tokens,
            rates.cache_read,
            Missing::CacheRead,
        ),
        (
            usage.cache_write_5m_tokens,
            rates.cache_write_5m,
            Missing::CacheWrite5m,
        ),
        (
            usage.cache_write_1h_tokens,
            rates.cache_write_1h,
            Missing::CacheWrite1h,
        ),
    ] {
        match rate {
            _ if tokens == 0 => {}
            Some(rate) => input += product(tokens, rate),
            None => return Ok(Cost::Unknown(missing)),
        }
    }
    let output = product(usage.output_tokens, rates.output);
    let unit = u128::from(TOKENS_PER_MTOK);
    let parts = CostParts {
        input: input / unit,
        output: output / unit,
    };
    Ok(Cost::Known {
        total: parts.input + parts.output,
        currency,
        parts,
    })
}

/// The tier's rates when the input exceeds one, else the base rates.
fn rates_for(price: &KnownPrice, input_tokens: u64) -> &Rates {
    let tier = price
        .tiers
        .iter()
        .rfind(|tier| input_tokens > tier.above_input_tokens);
    tier.map_or(&price.rates, |tier| &tier.rates)
}

fn product(tokens: u64, rate: u64) -> u128 {
    u128::from(tokens) * u128::from(rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PriceTier;

    const PLAIN: Rates = Rates {
        input: 300_000_000,
        output: 1_500_000_000,
        cache_read: Some(30_000_000),
        cache_write_5m: Some(375_000_000),
        cache_write_1h: None,
    };

    const TIERED: Price = Price::Known(KnownPrice {
        rates: PLAIN,
        tiers: &[PriceTier {
            above_input_tokens: 200_000,
            rates: Rates {
                input: 600_000_000,
                output: 2_250_000_000,
                cache_read: None,
                cache_write_5m: None,
                cache_write_1h: None,
            },
        }],
    });

    fn total(usage: &Usage) -> Option<u128> {
        cost_at(&TIERED, usage, None).ok()?.total()
    }

    #[test]
    fn sides_are_rounded_down_one_by_one() {
        let price = Price::Known(KnownPrice {
            rates: Rates {
                input: 999_999,
                output: 1_999_999,
                ..PLAIN
            },
            tiers: &[],
        });
        let cost = cost_at(&price, &Usage::new(1, 1), Some("EUR"));
        let parts = CostParts {
            input: 0,
            output: 1,
        };
        let currency = Some("EUR");
        assert_eq!(
            cost,
            Ok(Cost::Known {
                total: 1,
                currency,
                parts
            })
        );
    }

    #[test]
    fn caches_have_their_own_rates() {
        let usage = Usage {
            cache_read_tokens: 50_000,
            cache_write_5m_tokens: 10_000,
            ..Usage::new(100_000, 50_000)
        };
        let input = 40_000 * 300 + 50_000 * 30 + 10_000 * 375;
        assert_eq!(total(&usage), Some(input + 50_000 * 1_500));
    }

    #[test]
    fn the_whole_input_decides_on_the_tier_of_the_whole_request() {
        assert_eq!(total(&Usage::new(200_000, 0)), Some(60_000_000));
        assert_eq!(total(&Usage::new(200_001, 1)), Some(120_000_600 + 2_250));
    }

    #[test]
    fn what_has_no_price_is_unknown() {
        let cached = Usage {
            cache_write_1h_tokens: 1,
            ..Usage::new(1, 0)
        };
        let unknown = |missing| Ok(Cost::Unknown(missing));
        let at = |price| cost_at(price, &cached, None);
        assert_eq!(at(&TIERED), unknown(Missing::CacheWrite1h));
        assert_eq!(at(&Price::Unknown), unknown(Missing::Price));
        assert_eq!(cost("no/such", &cached), unknown(Missing::Model));
    }

    #[test]
    fn what_has_no_price_per_token_costs_nothing() {
        let usage = Usage::new(1, 1);
        let at = |price| cost_at(&price, &usage, Some("USD"));
        assert_eq!(at(Price::Free), Ok(Cost::Free));
        assert_eq!(Cost::Free.total(), Some(0));
        assert_eq!(at(Price::Subscription), Ok(Cost::Subscription));
    }

    #[test]
    fn parts_cannot_exceed_the_whole() {
        for price in [TIERED, Price::Free, Price::Unknown] {
            let at = |usage| cost_at(&price, &usage, None);
            let cached = Usage {
                cache_read_tokens: u64::MAX,
                cache_write_1h_tokens: 1,
                ..Usage::new(u64::MAX, 0)
            };
            assert_eq!(at(cached), Err(InvalidUsage::CachedExceedsInput));
            let thought = Usage {
                reasoning_tokens: 2,
                ..Usage::new(0, 1)
            };
            assert_eq!(at(thought), Err(InvalidUsage::ReasoningExceedsOutput));
        }
    }

    #[test]
    fn nothing_overflows() {
        let rates = Rates {
            input: u64::MAX,
            output: u64::MAX,
            cache_read: Some(u64::MAX),
            ..PLAIN
        };
        let price = Price::Known(KnownPrice { rates, tiers: &[] });
        let usage = Usage {
            cache_read_tokens: u64::MAX / 2,
            ..Usage::new(u64::MAX, u64::MAX)
        };
        let side = u128::from(u64::MAX) * u128::from(u64::MAX) / 1_000_000;
        let cost = cost_at(&price, &usage, None).map(|cost| cost.total());
        assert_eq!(cost, Ok(Some(2 * side)));
    }
}
