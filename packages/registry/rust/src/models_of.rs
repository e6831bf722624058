use crate::generated::MODELS_OF;
use crate::lookup::provider_index;
use crate::moment::Moment;
use crate::{Model, StandardPrice};
use core::cmp::Ordering;

/// Models of a provider that are live on the day of a moment, cheapest output first, unknown prices last:
/// what escalation climbs. Empty for a provider that the registry does not have.
pub fn models_of(
    provider: &str,
    at: Moment,
) -> impl DoubleEndedIterator<Item = &'static Model> + Clone {
    let models = match provider_index(provider) {
        Some(index) => MODELS_OF[index],
        None => &[],
    };
    models
        .iter()
        .copied()
        .filter(move |model| model.is_live(at))
}

/// Orders models by price: cheapest output first, then cheapest input, then by id. What costs
/// nothing per token comes first, what is unknown last.
pub fn by_output_price(a: &Model, b: &Model) -> Ordering {
    rung(a).cmp(&rung(b)).then_with(|| a.id.cmp(b.id))
}

fn rung(model: &Model) -> (bool, u64, u64) {
    match model.price.standard {
        StandardPrice::Known(price) => (false, price.rates.output, price.rates.input),
        StandardPrice::Free | StandardPrice::Subscription => (false, 0, 0),
        StandardPrice::Unknown => (true, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::{models, providers};

    #[test]
    fn all_live_models_are_there_in_order() {
        for day in ["2020-01-01", "2026-12-01", "2100-01-01"] {
            let at = day.parse().unwrap();
            for provider in providers() {
                let live = models_of(provider.id, at);
                for (before, after) in live.clone().zip(live.clone().skip(1)) {
                    assert_eq!(by_output_price(before, after), Ordering::Less);
                }
                for model in models() {
                    let ours = model.provider == provider.id && model.is_live(at);
                    assert_eq!(live.clone().any(|one| one == model), ours);
                }
            }
            assert_eq!(models_of("no such provider", at).count(), 0);
        }
    }
}
