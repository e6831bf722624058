use crate::generated::PRICE_HISTORY;
use crate::PriceRow;

/// The prices of all times, of models whose price has changed. A program that does not ask for it does
/// not contain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceHistory {
    rows: &'static [(&'static str, &'static [PriceRow])],
}

/// The price history of this registry, for [`CostOptions::history`](crate::CostOptions::history).
pub fn price_history() -> PriceHistory {
    PriceHistory {
        rows: &PRICE_HISTORY,
    }
}

impl PriceHistory {
    /// The prices of all times of a model, in the order in which the registry has them: of those that
    /// hold the last one counts. None: its price is not known to have changed.
    pub fn rows(&self, reference: &str) -> Option<&'static [PriceRow]> {
        let index = self.rows.binary_search_by(|(of, _)| (*of).cmp(reference));
        Some(self.rows[index.ok()?].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::models;

    #[test]
    fn it_has_the_models_whose_price_has_a_beginning() {
        let history = price_history();
        for model in models() {
            let rows = history.rows(model.reference);
            assert_eq!(rows.is_some(), model.price.since.is_some());
            for row in model.price.rows {
                assert!(rows.map_or(true, |rows| rows.contains(row)));
            }
        }
        assert_eq!(history.rows("no/such"), None);
    }
}
