use crate::cost::{cost, Cost, CostOptions};
use crate::generated::MODELS;
use crate::moment::Moment;
use crate::usage::{InvalidUsage, Usage};
use crate::{Capability, InputModality, Model, OutputModality, StandardPrice};

/// What models are to be like; all that is asked holds of each. Live ones alone are found. What nobody
/// knows of a model is neither there nor not there: it is not found by it.
///
/// ```
/// use kei_registry::{find_models, Capability, ModelOrder, ModelQuery, Moment};
///
/// let at: Moment = "2026-12-01".parse().unwrap();
/// let query = ModelQuery {
///     capabilities: &[Capability::Tools],
///     min_context: Some(200_000),
///     metered: Some(true),
///     sort: Some(ModelOrder::Cost),
///     ..ModelQuery::at(at)
/// };
/// let cheapest = find_models(query).unwrap().take(3);
/// # assert!(cheapest.count() <= 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelQuery<'a> {
    /// Ids of providers, any of them; empty: all.
    pub providers: &'a [&'a str],
    /// What they are known to do whatever the request, all of it. What a model does under a condition
    /// alone is neither here nor in `refuses`.
    pub capabilities: &'a [Capability],
    /// What they are known to refuse, all of it.
    pub refuses: &'a [Capability],
    /// Fewest tokens of the context window.
    pub min_context: Option<u64>,
    /// Fewest tokens that an answer may have.
    pub min_output: Option<u64>,
    /// Kinds of content that they read, all of them.
    pub input: &'a [InputModality],
    /// Kinds of content that they give, all of them.
    pub output: &'a [OutputModality],
    /// Whether a price per token is known; not so: it is free, or a flat fee covers it.
    pub metered: Option<bool>,
    /// Whether their weights can be downloaded.
    pub open_weights: Option<bool>,
    /// What comes first; none: the order of [`models`](crate::models).
    pub sort: Option<ModelOrder>,
    /// What [`ModelOrder::Cost`] compares.
    pub usage: Usage<'a>,
    /// Comes first among what is billed, since amounts of two currencies cannot be compared.
    pub currency: &'a str,
    /// The day on which they are live, and the time of prices.
    pub at: Moment,
}

/// What comes first of models that are found. Those that are equal stay in the order of
/// [`models`](crate::models).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelOrder {
    /// What is free, then what is billed from the cheapest on, then what a flat fee covers, then what
    /// has no known cost.
    Cost,
    /// The largest context window.
    Context,
}

impl ModelQuery<'_> {
    /// All that are live at a time, in the order of [`models`](crate::models). Costs are those of 3,000
    /// tokens of input and 1,000 of output, first in US dollars.
    pub const fn at(at: Moment) -> Self {
        Self {
            providers: &[],
            capabilities: &[],
            refuses: &[],
            min_context: None,
            min_output: None,
            input: &[],
            output: &[],
            metered: None,
            open_weights: None,
            sort: None,
            usage: Usage::new(3_000, 1_000),
            currency: "USD",
            at,
        }
    }
}

/// Models that are as asked, in the order that is asked. An order costs a look at all models for each
/// that is taken, since there is no allocator: `take` few.
///
/// # Errors
///
/// Parts of the usage exceed what contains them.
pub fn find_models<'a>(
    query: ModelQuery<'a>,
) -> Result<impl Iterator<Item = &'static Model> + Clone + 'a, InvalidUsage> {
    query.usage.lines()?;
    Ok(Found { query, last: None })
}

#[derive(Clone)]
struct Found<'a> {
    query: ModelQuery<'a>,
    last: Option<Place<'a>>,
}

/// Where a model comes: rank, currency, amount, and its index, which decides between those that are equal.
type Place<'a> = (u8, &'a str, u128, usize);

impl Iterator for Found<'_> {
    type Item = &'static Model;

    fn next(&mut self) -> Option<&'static Model> {
        let query = &self.query;
        let start = match (query.sort, self.last) {
            (None, Some((.., index))) => index + 1,
            _ => 0,
        };
        let mut left = MODELS
            .iter()
            .enumerate()
            .skip(start)
            .filter(|(_, model)| is_met(query, model))
            .map(|(index, model)| place(query, index, model));
        let next = match query.sort {
            None => left.next(),
            Some(_) => left.filter(|place| Some(*place) > self.last).min(),
        }?;
        self.last = Some(next);
        Some(&MODELS[next.3])
    }
}

fn is_met(query: &ModelQuery, model: &Model) -> bool {
    model.is_live(query.at)
        && (query.providers.is_empty() || query.providers.contains(&model.provider))
        && has_all(model.capabilities, query.capabilities)
        && has_all(model.refuses, query.refuses)
        && model.context_window >= query.min_context
        && model.max_output_tokens >= query.min_output
        && has_all(model.input, query.input)
        && has_all(Some(model.output), query.output)
        && (query.metered.is_none() || query.metered == is_metered(model))
        && (query.open_weights.is_none() || query.open_weights == model.open_weights)
}

fn has_all<T: PartialEq>(known: Option<&[T]>, wanted: &[T]) -> bool {
    wanted
        .iter()
        .all(|one| known.map_or(false, |known| known.contains(one)))
}

/// None where the price is not stated.
fn is_metered(model: &Model) -> Option<bool> {
    match model.price.standard {
        StandardPrice::Known(_) => Some(true),
        StandardPrice::Free | StandardPrice::Subscription => Some(false),
        StandardPrice::Unknown => None,
    }
}

fn place<'a>(query: &ModelQuery<'a>, index: usize, model: &'static Model) -> Place<'a> {
    let (rank, currency, amount) = match query.sort {
        None => (0, "", 0),
        Some(ModelOrder::Context) => {
            // The largest first, and what is unknown after all.
            let window = model.context_window;
            let below = u64::MAX - window.unwrap_or(0);
            (u8::from(window.is_none()), "", u128::from(below))
        }
        Some(ModelOrder::Cost) => {
            let options = CostOptions::at(query.at);
            match cost(model.reference, &query.usage, options) {
                Ok(Cost::Free) => (0, "", 0),
                Ok(Cost::Known {
                    total, currency, ..
                }) => {
                    let currency = currency.unwrap_or("");
                    let rank = if currency == query.currency { 1 } else { 2 };
                    (rank, currency, total)
                }
                Ok(Cost::Subscription) => (3, "", 0),
                Ok(Cost::Unknown(_)) | Err(_) => (4, "", 0),
            }
        }
    };
    (rank, currency, amount, index)
}
