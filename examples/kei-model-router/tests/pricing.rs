//! What takes the place of the router's `pricing.rs`, and the numbers that its tests asserted.

use kei_registry::{cost, find_target, price_history, CostOptions, Moment, Usage};

/// In micro-cents: 100,000,000 to the dollar. None: it is not known.
pub fn price(reference: &str, usage: &Usage, at: Moment) -> Option<u64> {
    let model = find_target(reference).ok()?.model?;
    let options = CostOptions {
        history: Some(price_history()),
        ..CostOptions::at(at)
    };
    let total = cost(model.reference, usage, options).ok()?.total()?;
    u64::try_from(total).ok()
}

#[test]
fn the_numbers_that_the_router_had() {
    let at: Moment = "2026-12-01".parse().unwrap();
    let sonnet = price("sonnet", &Usage::new(100_000, 50_000), at);
    assert_eq!(sonnet, Some(105_000_000));
    let opus = price("opus", &Usage::new(1_000_000, 0), at);
    assert_eq!(opus, Some(500_000_000));
    assert_eq!(price("no-such-model", &Usage::new(1, 1), at), None);
}

#[test]
fn a_cache_costs() {
    let mut usage = Usage::new(120_000, 50_000);
    usage.cache_read_tokens = 20_000;
    let at = "2026-12-01".parse().unwrap();
    assert_eq!(price("sonnet", &usage, at), Some(105_600_000));
}
