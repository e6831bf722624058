use crate::generated::MODELS_OF;
use crate::lookup::provider_index;
use crate::{Model, Price};
use core::cmp::Ordering;

/// Live models of a provider, cheapest output first, unknown prices last: what escalation climbs.
/// Empty for a provider that the registry does not have.
pub fn models_of(provider: &str) -> &'static [&'static Model] {
    match provider_index(provider) {
        Some(index) => MODELS_OF[index],
        None => &[],
    }
}

/// Orders models by price: cheapest output first, then cheapest input, then by id. What costs
/// nothing per token comes first, what is unknown last.
pub fn by_output_price(a: &Model, b: &Model) -> Ordering {
    rung(a).cmp(&rung(b)).then_with(|| a.id.cmp(b.id))
}

fn rung(model: &Model) -> (bool, u64, u64) {
    match model.price {
        Price::Known(price) => (false, price.rates.output, price.rates.input),
        Price::Free | Price::Subscription => (false, 0, 0),
        Price::Unknown => (true, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::{models, providers};

    #[test]
    fn all_live_models_are_there_in_order() {
        for provider in providers() {
            let live = models_of(provider.id);
            for pair in live.windows(2) {
                assert_eq!(by_output_price(pair[0], pair[1]), Ordering::Less);
            }
            for model in models() {
                let ours = model.provider == provider.id && model.is_live();
                assert_eq!(live.contains(&model), ours);
            }
        }
        assert!(models_of("no such provider").is_empty());
    }
}
