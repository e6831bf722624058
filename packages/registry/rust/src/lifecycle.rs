use crate::moment::{Day, Moment};
use crate::{Model, ModelStatus};

/// How far a model is, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifecycle {
    /// It may be chosen.
    Live,
    /// It answers, and its end is announced.
    Retiring(End),
    /// It is not to be chosen any more.
    Deprecated {
        /// ISO date, the first day of it; none where the day is not known.
        since: Option<&'static str>,
        /// Its end, where that is announced.
        end: Option<End>,
    },
    /// It does not answer any more.
    Retired {
        /// ISO date, the first day of it.
        since: &'static str,
    },
}

impl Lifecycle {
    /// As the TypeScript package and `vectors.json` spell the state.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Lifecycle::Live => "live",
            Lifecycle::Retiring(_) => "retiring",
            Lifecycle::Deprecated { .. } => "deprecated",
            Lifecycle::Retired { .. } => "retired",
        }
    }
}

/// The announced end of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// ISO date, the first day on which the model does not answer.
    pub retires_at: &'static str,
    /// Days until then, one at least.
    pub days_left: i64,
}

/// Where a model is in its life on the day of a moment, in UTC: a date that has not come does not count
/// yet.
pub fn lifecycle_of(model: &Model, at: Moment) -> Lifecycle {
    let today = at.day();
    let days_until = |date: Option<&'static str>| {
        let date = date?;
        Some((date, Day::read(date)?.number - today.number))
    };
    let end = match days_until(model.retires_at) {
        Some((since, days_left)) if days_left <= 0 => return Lifecycle::Retired { since },
        Some((retires_at, days_left)) => Some(End {
            retires_at,
            days_left,
        }),
        None => None,
    };
    let since = match days_until(model.deprecated_at) {
        Some((since, days_left)) if days_left <= 0 => Some(since),
        _ => None,
    };
    // A day that is stated and has not come says more than the word.
    let is_said = model.status == Some(ModelStatus::Deprecated) && model.deprecated_at.is_none();
    if since.is_some() || is_said {
        return Lifecycle::Deprecated { since, end };
    }
    end.map_or(Lifecycle::Live, Lifecycle::Retiring)
}

impl Model {
    /// Whether the model may be chosen on the day of a moment: it is neither deprecated nor retired. Those
    /// that may not stay resolvable, for old ledgers.
    pub fn is_live(&self, at: Moment) -> bool {
        matches!(
            lifecycle_of(self, at),
            Lifecycle::Live | Lifecycle::Retiring(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::models;

    #[test]
    fn each_date_counts_from_its_day_on() {
        let mut model = match models().first() {
            Some(model) => model.clone(),
            None => return,
        };
        model.deprecated_at = Some("2026-06-15");
        model.retires_at = Some("2026-12-11");
        model.status = None;
        let on = |model: &Model, day: &str| lifecycle_of(model, day.parse().unwrap());
        let end = |days_left| End {
            retires_at: "2026-12-11",
            days_left,
        };
        assert_eq!(on(&model, "2026-06-14"), Lifecycle::Retiring(end(180)));
        let deprecated = |since, days_left| Lifecycle::Deprecated {
            since,
            end: Some(end(days_left)),
        };
        let since = Some("2026-06-15");
        assert_eq!(on(&model, "2026-06-15"), deprecated(since, 179));
        assert_eq!(on(&model, "2026-12-10"), deprecated(since, 1));
        let since = "2026-12-11";
        assert_eq!(on(&model, since), Lifecycle::Retired { since });

        model.deprecated_at = None;
        model.status = Some(ModelStatus::Deprecated);
        assert_eq!(on(&model, "2026-12-10"), deprecated(None, 1));
        model.retires_at = None;
        model.status = Some(ModelStatus::Beta);
        assert_eq!(on(&model, "2026-12-10"), Lifecycle::Live);
    }
}
