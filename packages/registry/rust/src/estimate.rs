use crate::cost::{cost, Cost, CostOptions, CostParts};
use crate::lookup::model;
use crate::usage::{InvalidUsage, Usage};
use crate::Model;

/// A number of equal requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workload {
    /// How many.
    pub requests: u64,
    /// Tokens of the input of one request.
    pub input_tokens: u64,
    /// Tokens of the output of one request.
    pub output_tokens: u64,
    /// Share of the input that is read from a cache, from 0 to 1.
    pub cached_share: f64,
}

/// What a workload costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate<'a> {
    /// Of one request.
    pub per_request: Cost<'a>,
    /// Of all: that of one, as many times.
    pub total: Cost<'a>,
    /// What one request exceeds of the model; none: it fits, or the limits are unknown.
    pub exceeds: Option<Limit>,
}

/// A limit of a model, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Of one answer.
    MaxOutputTokens(u64),
    /// Of the input of one request.
    MaxInputTokens(u64),
    /// Of both together.
    ContextWindow(u64),
}

/// What a number of equal requests costs, priced one by one: a tier for long input is reached by a
/// request, not by a month. Says which limit of the model one request exceeds, if it does.
pub fn estimate<'a>(
    reference: &'a str,
    workload: &Workload,
    options: CostOptions<'a>,
) -> Result<Estimate<'a>, InvalidUsage> {
    if !(0.0..=1.0).contains(&workload.cached_share) {
        return Err(InvalidUsage::CachedShare);
    }
    // Rounded down.
    let cached = (workload.input_tokens as f64 * workload.cached_share) as u64;
    let usage = Usage {
        // Above 2^53 a double may round up.
        cache_read_tokens: cached.min(workload.input_tokens),
        ..Usage::new(workload.input_tokens, workload.output_tokens)
    };
    let per_request = cost(reference, &usage, options)?;
    Ok(Estimate {
        per_request,
        total: multiplied(per_request, workload.requests),
        exceeds: model(reference).and_then(|model| exceeded(model, workload)),
    })
}

fn multiplied(cost: Cost<'_>, times: u64) -> Cost<'_> {
    match cost {
        Cost::Known {
            total,
            currency,
            parts,
            row,
        } => {
            let all = |amount: u128| amount.saturating_mul(u128::from(times));
            Cost::Known {
                total: all(total),
                currency,
                parts: CostParts {
                    input: all(parts.input),
                    output: all(parts.output),
                    fees: all(parts.fees),
                },
                row,
            }
        }
        other => other,
    }
}

fn exceeded(model: &Model, workload: &Workload) -> Option<Limit> {
    let (input, output) = (workload.input_tokens, workload.output_tokens);
    let both = input.saturating_add(output);
    let above = |limit: Option<u64>, used| limit.filter(|limit| used > *limit);
    above(model.max_output_tokens, output)
        .map(Limit::MaxOutputTokens)
        .or_else(|| above(model.max_input_tokens, input).map(Limit::MaxInputTokens))
        .or_else(|| above(model.context_window, both).map(Limit::ContextWindow))
}
