use crate::find_price::{find_price, FoundPrice, Question, RowName};
use crate::lookup::{model, provider};
use crate::moment::{Day, Moment};
use crate::money::TOKENS_PER_MTOK;
use crate::price_history::PriceHistory;
use crate::usage::{InvalidUsage, Line, Lines, Usage};
use crate::{Price, PriceRow, RateName, Rates, StandardPrice};

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
        /// The price by its conditions.
        row: RowName<'a>,
    },
    /// It costs nothing.
    Free,
    /// A flat fee covers it.
    Subscription,
    /// Nobody knows: it is not 0, and not the price without a condition.
    Unknown(Missing<'a>),
}

/// What a cost is made of, each rounded down once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostParts {
    /// The input side, caches included.
    pub input: u128,
    /// The output side.
    pub output: u128,
    /// What is billed by its number.
    pub fees: u128,
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
#[non_exhaustive]
pub enum Missing<'a> {
    /// The model, by the reference that was asked for.
    Model(&'a str),
    /// Any price of it.
    Price,
    /// A price of that day: it is before the oldest one that is known.
    PriceOn(Day),
    /// Prices that are past, which [`price_history`](crate::price_history) has.
    PriceHistory,
    /// A price for the tier of service.
    ServiceTier(&'a str),
    /// A price for the region.
    Region(&'a str),
    /// A price for inputs of this length, where this one holds.
    LongInput(RowName<'a>),
    /// The rate of a kind of token.
    Rate(RateName),
    /// The fee of a thing.
    Fee(&'a str),
}

impl Missing<'_> {
    /// As the TypeScript package and `vectors.json` spell the reason.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Missing::Model(_) => "model",
            Missing::Price | Missing::PriceOn(_) => "price",
            Missing::PriceHistory => "price-history",
            Missing::ServiceTier(_) => "service-tier",
            Missing::Region(_) => "region",
            Missing::LongInput(_) => "long-input",
            Missing::Rate(_) => "rate",
            Missing::Fee(_) => "fee",
        }
    }
}

/// What decides between the prices of a model.
///
/// ```
/// use kei_registry::{price_history, CostOptions, Moment};
///
/// let at: Moment = "2026-07-15".parse().unwrap();
/// let options = CostOptions {
///     service_tier: Some("batch"),
///     history: Some(price_history()),
///     ..CostOptions::at(at)
/// };
/// # assert_eq!(options.region, None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostOptions<'a> {
    /// When the request was made.
    pub at: Moment,
    /// Tier of service, in the vendor's words; none, `default` and `standard`: the standard one.
    pub service_tier: Option<&'a str>,
    /// Region, in the vendor's words; none, `default` and `global`: none.
    pub region: Option<&'a str>,
    /// Prices of the past; none: a past price is unknown.
    pub history: Option<PriceHistory>,
}

impl CostOptions<'_> {
    /// A request of the standard tier, in no region, at a time for which today's prices are right.
    pub const fn at(at: Moment) -> Self {
        Self {
            at,
            service_tier: None,
            region: None,
            history: None,
        }
    }
}

/// What [`cost_at`] may be told beside price and usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostAtOptions<'a> {
    /// When the request was made.
    pub at: Moment,
    /// Tier of service, in the vendor's words; none, `default` and `standard`: the standard one.
    pub service_tier: Option<&'a str>,
    /// Region, in the vendor's words; none, `default` and `global`: none.
    pub region: Option<&'a str>,
    /// Prices of all times of this model; none: a past price is unknown.
    pub history: Option<&'a [PriceRow]>,
    /// ISO 4217 code of the price, which does not say it; none: the cost has none either.
    pub currency: Option<&'a str>,
}

impl CostAtOptions<'_> {
    /// A request of the standard tier, in no region, at a time for which today's prices are right.
    pub const fn at(at: Moment) -> Self {
        Self {
            at,
            service_tier: None,
            region: None,
            history: None,
            currency: None,
        }
    }
}

/// What a request to a model costs, in the currency in which its provider bills; or what is missing,
/// when the registry does not know the model or a price that is needed.
pub fn cost<'a>(
    reference: &'a str,
    usage: &Usage<'a>,
    options: CostOptions<'a>,
) -> Result<Cost<'a>, InvalidUsage> {
    let known = model(reference);
    let history = options.history;
    let asked = CostAtOptions {
        at: options.at,
        service_tier: options.service_tier,
        region: options.region,
        history: known.and_then(|model| history?.rows(model.reference)),
        currency: known
            .and_then(|model| provider(model.provider))
            .map(|provider| provider.billing.currency),
    };
    match known {
        Some(model) => cost_at(&model.price, usage, asked),
        // Whatever is known of the model: a wrong count is a mistake of the caller's.
        None => usage
            .lines()
            .map(|_| Cost::Unknown(Missing::Model(reference))),
    }
}

/// Cost of a usage at a price. Each side is summed exactly and rounded down once. With tiers, the
/// highest one that the whole input exceeds prices the whole request. A percent of a tier or a region
/// holds below the first of them.
///
/// Tokens of a kind whose price is unknown make the cost unknown, not smaller.
pub fn cost_at<'a>(
    price: &Price,
    usage: &Usage<'a>,
    options: CostAtOptions<'a>,
) -> Result<Cost<'a>, InvalidUsage> {
    let lines = usage.lines()?;
    Ok(billed(price, usage, &lines, &options).unwrap_or_else(|without_rates| without_rates))
}

/// What the rates that hold make of it, or what it costs without them.
fn billed<'a>(
    price: &Price,
    usage: &Usage<'a>,
    lines: &Lines,
    options: &CostAtOptions<'a>,
) -> Result<Cost<'a>, Cost<'a>> {
    let found = find_price(
        price,
        Question {
            at: options.at,
            service_tier: options.service_tier,
            region: options.region,
            history: options.history,
        },
    )?;
    let row = found.row;
    let rates = rates_for(&found, price, usage.input_tokens)
        .ok_or(Cost::Unknown(Missing::LongInput(row)))?;
    let missing = |rate| Cost::Unknown(Missing::Rate(rate));
    let input = sum(&lines.input, rates).map_err(missing)?;
    let output = sum(&lines.output, rates).map_err(missing)?;
    let fees = fees(price, usage).map_err(|thing| Cost::Unknown(Missing::Fee(thing)))?;
    let parts = CostParts {
        input: share(input, &row),
        output: share(output, &row),
        fees: fees / FEES_PER,
    };
    Ok(Cost::Known {
        total: parts
            .input
            .saturating_add(parts.output)
            .saturating_add(parts.fees),
        currency: options.currency,
        parts,
        row,
    })
}

/// The tier's rates when the input exceeds one, else the base rates. None: a long input that nobody
/// has a price for.
fn rates_for<'f>(found: &'f FoundPrice<'_>, price: &Price, input_tokens: u64) -> Option<&'f Rates> {
    let tiers = found.price.tiers;
    let reached = tiers
        .iter()
        .rfind(|tier| input_tokens > tier.above_input_tokens);
    if let Some(tier) = reached {
        let is_whole = found.row.percents().next().is_none();
        return Some(&tier.rates).filter(|_| is_whole);
    }
    let is_long = match price.standard {
        StandardPrice::Known(standard) => {
            let mut tiers = standard.tiers.iter();
            tiers.any(|tier| input_tokens > tier.above_input_tokens)
        }
        _ => false,
    };
    Some(&found.price.rates).filter(|_| !(is_long && tiers.is_empty()))
}

/// Tokens times rates, or the name of a rate that nobody knows.
fn sum(lines: &[Line], rates: &Rates) -> Result<u128, RateName> {
    // No overflow: the tokens of a side add up to 64 bits at most, and a rate has 64.
    lines
        .iter()
        .filter(|(tokens, _)| *tokens > 0)
        .try_fold(0, |sum, (tokens, names)| {
            let rate = names.iter().find_map(|name| rates.get(*name));
            let rate = rate.ok_or(names[0])?;
            Ok(sum + u128::from(*tokens) * u128::from(rate))
        })
}

/// Fees are for so many.
const FEES_PER: u128 = 1_000;

/// Numbers times fees, or the name of a thing whose fee nobody knows.
fn fees<'a>(price: &Price, usage: &Usage<'a>) -> Result<u128, &'a str> {
    usage
        .fees
        .iter()
        .filter(|(_, number)| *number > 0)
        .try_fold(0_u128, |sum, (thing, number)| {
            let mut fees = price.fees.iter();
            let (_, fee) = fees.find(|(name, _)| name == thing).ok_or(*thing)?;
            Ok(sum.saturating_add(u128::from(*number) * u128::from(*fee)))
        })
}

/// Percents of a sum, per million, rounded down once.
fn share(sum: u128, row: &RowName<'_>) -> u128 {
    let (factor, unit) = row.percents().fold(
        (1, u128::from(TOKENS_PER_MTOK)),
        |(factor, unit), percent| (factor * u128::from(percent), unit * 100),
    );
    // The same as `sum * factor / unit`, whose product may not fit.
    let whole = (sum / unit).saturating_mul(factor);
    whole.saturating_add(sum % unit * factor / unit)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::{KnownPrice, PriceTier};
    use std::string::ToString;

    const NOW: CostAtOptions = CostAtOptions::at(Moment::from_unix(1_796_126_400));

    const PLAIN: Rates = Rates {
        cache_read: Some(30_000_000),
        cache_write_5m: Some(375_000_000),
        ..Rates::new(300_000_000, 1_500_000_000)
    };

    const LONG: &[PriceTier] = &[PriceTier {
        above_input_tokens: 200_000,
        rates: Rates::new(600_000_000, 2_250_000_000),
    }];

    const TIERED: Price = known(PLAIN, LONG);

    const fn known(rates: Rates, tiers: &'static [PriceTier]) -> Price {
        Price::new(StandardPrice::Known(KnownPrice { rates, tiers }))
    }

    fn total(usage: &Usage) -> Option<u128> {
        cost_at(&TIERED, usage, NOW).ok()?.total()
    }

    #[test]
    fn sides_are_rounded_down_one_by_one() {
        let price = Price {
            fees: &[("search", 1_999)],
            ..known(Rates::new(999_999, 1_999_999), &[])
        };
        let usage = Usage {
            fees: &[("search", 1), ("search", 1)],
            ..Usage::new(1, 1)
        };
        let options = CostAtOptions {
            currency: Some("EUR"),
            ..NOW
        };
        let parts = CostParts {
            input: 0,
            output: 1,
            fees: 3,
        };
        match cost_at(&price, &usage, options) {
            Ok(Cost::Known {
                total,
                currency,
                parts: found,
                row,
            }) => {
                assert_eq!((total, currency, found), (4, Some("EUR"), parts));
                assert_eq!(row.to_string(), "standard");
            }
            other => panic!("{:?}", other),
        }
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
            fees: &[("search", 1)],
            ..Usage::new(1, 0)
        };
        let unknown = |missing| Ok(Cost::Unknown(missing));
        let at = |price, usage| cost_at(price, usage, NOW);
        let missing = Missing::Rate(RateName::CacheWrite1h);
        assert_eq!(at(&TIERED, &cached), unknown(missing));
        let searched = Usage {
            cache_write_1h_tokens: 0,
            ..cached
        };
        assert_eq!(at(&TIERED, &searched), unknown(Missing::Fee("search")));
        let unpriced = Price::new(StandardPrice::Unknown);
        assert_eq!(at(&unpriced, &cached), unknown(Missing::Price));
        let options = CostOptions::at(NOW.at);
        let missing = Missing::Model("no/such");
        assert_eq!(cost("no/such", &cached, options), unknown(missing));
    }

    #[test]
    fn what_has_no_price_per_token_costs_nothing() {
        let usage = Usage::new(1, 1);
        let at = |price| cost_at(&Price::new(price), &usage, NOW);
        assert_eq!(at(StandardPrice::Free), Ok(Cost::Free));
        assert_eq!(Cost::Free.total(), Some(0));
        assert_eq!(at(StandardPrice::Subscription), Ok(Cost::Subscription));
    }

    #[test]
    fn counts_are_looked_at_before_the_price() {
        let usage = Usage {
            reasoning_tokens: 2,
            ..Usage::new(0, 1)
        };
        let invalid = Err(InvalidUsage::PartsExceedOutput);
        for price in [TIERED, Price::new(StandardPrice::Free)] {
            assert_eq!(cost_at(&price, &usage, NOW), invalid);
        }
        assert_eq!(cost("no/such", &usage, CostOptions::at(NOW.at)), invalid);
    }

    #[test]
    fn nothing_overflows() {
        let rates = Rates {
            cache_read: Some(u64::MAX),
            ..Rates::new(u64::MAX, u64::MAX)
        };
        let price = Price {
            tier_percent: &[("half", 50), ("most", u32::MAX)],
            region_percent: &[("most", u32::MAX)],
            fees: &[("search", u64::MAX)],
            ..known(rates, &[])
        };
        let usage = Usage {
            cache_read_tokens: u64::MAX / 2,
            ..Usage::new(u64::MAX, u64::MAX)
        };
        let total = |usage: &Usage, service_tier, region| {
            let options = CostAtOptions {
                service_tier,
                region,
                ..NOW
            };
            cost_at(&price, usage, options).ok()?.total()
        };
        let side = u128::from(u64::MAX) * u128::from(u64::MAX);
        assert_eq!(total(&usage, None, None), Some(side / 1_000_000 * 2));
        assert_eq!(
            total(&usage, Some("half"), None),
            Some(side / 2_000_000 * 2)
        );
        let searched = Usage {
            fees: &[("search", u64::MAX); 3],
            ..usage
        };
        assert_eq!(
            total(&searched, Some("most"), Some("most")),
            Some(u128::MAX)
        );
    }
}
