use crate::cost::{Cost, Missing};
use crate::moment::{clock_seconds, Day, Moment};
use crate::{KnownPrice, Price, PriceRow, StandardPrice};
use core::fmt;

/// What a price is looked up for.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) at: Moment,
    pub(crate) service_tier: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
    pub(crate) history: Option<&'a [PriceRow]>,
}

/// A price that holds.
pub(crate) struct FoundPrice<'a> {
    pub(crate) price: KnownPrice,
    pub(crate) row: RowName<'a>,
}

/// A price by its conditions, as the TOML has them. Written out, it is `standard`,
/// `to=2026-07-31 × 50 %`, `utc_hours=01:00-04:00 utc_days=mon,tue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowName<'a> {
    row: Option<&'a PriceRow>,
    region_percent: Option<u32>,
    tier_percent: Option<u32>,
}

impl RowName<'_> {
    /// Percents of the price, each applied after the other.
    pub(crate) fn percents(&self) -> impl Iterator<Item = u32> {
        self.region_percent.into_iter().chain(self.tier_percent)
    }
}

impl fmt::Display for RowName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write_conditions(row, f)?,
            None => f.write_str("standard")?,
        }
        self.percents()
            .try_for_each(|percent| write!(f, " \u{d7} {} %", percent))
    }
}

fn write_conditions(row: &PriceRow, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut is_first = true;
    let mut write = |name: &str, value: &dyn fmt::Display| {
        let space = if is_first { "" } else { " " };
        is_first = false;
        write!(f, "{}{}={}", space, name, value)
    };
    if let Some(from) = row.from {
        write("from", &from)?;
    }
    if let Some(to) = row.to {
        write("to", &to)?;
    }
    if !row.utc_hours.is_empty() {
        write("utc_hours", &Commas(row.utc_hours))?;
    }
    if !row.utc_days.is_empty() {
        write("utc_days", &Commas(row.utc_days))?;
    }
    if !row.except_dates.is_empty() {
        write("except_dates", &Commas(row.except_dates))?;
    }
    if let Some(tier) = row.service_tier {
        write("service_tier", &tier)?;
    }
    if let Some(region) = row.region {
        write("region", &region)?;
    }
    if is_first {
        f.write_str("standard")?;
    }
    Ok(())
}

struct Commas<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Commas<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{}{}", comma, item)?;
        }
        Ok(())
    }
}

/// What vendors call the tier that is no special one, and the region that is none.
const STANDARD_TIERS: [&str; 2] = ["default", "standard"];
const STANDARD_REGIONS: [&str; 2] = ["default", "global"];

/// The price that holds: of the rows for this tier and this region the last one whose conditions hold,
/// else the percent of the tier, or of the region, of what holds without it. Otherwise, what the
/// request costs all the same.
pub(crate) fn find_price<'a>(
    price: &Price,
    question: Question<'a>,
) -> Result<FoundPrice<'a>, Cost<'a>> {
    let since = price.since.and_then(Moment::border);
    let is_past = since.map_or(false, |since| question.at < since);
    let rows = match question.history {
        Some(history) if is_past => history,
        None if is_past => return Err(Cost::Unknown(Missing::PriceHistory)),
        _ => price.rows,
    };
    let search = Search {
        price,
        rows,
        at: question.at,
        is_past,
    };
    let not = |standard: [&'static str; 2]| move |name: &&str| !standard.contains(name);
    search.find(
        question.service_tier.filter(not(STANDARD_TIERS)),
        question.region.filter(not(STANDARD_REGIONS)),
    )
}

struct Search<'p, 'a> {
    price: &'p Price,
    rows: &'a [PriceRow],
    at: Moment,
    is_past: bool,
}

impl<'a> Search<'_, 'a> {
    fn find(
        &self,
        tier: Option<&'a str>,
        region: Option<&'a str>,
    ) -> Result<FoundPrice<'a>, Cost<'a>> {
        let mut rows = self.rows.iter().rev();
        let is_for = |row: &PriceRow| row.service_tier == tier && row.region == region;
        if let Some(row) = rows.find(|row| is_for(row) && holds(row, self.at)) {
            return Ok(FoundPrice {
                price: KnownPrice {
                    rates: row.rates,
                    tiers: row.tiers,
                },
                row: name(Some(row)),
            });
        }
        if let Some(tier) = tier {
            let mut found = self.find(None, region)?;
            let percent = percent(self.price.tier_percent, tier);
            let missing = Cost::Unknown(Missing::ServiceTier(tier));
            found.row.tier_percent = Some(percent.ok_or(missing)?);
            return Ok(found);
        }
        if let Some(region) = region {
            let mut found = self.find(None, None)?;
            let percent = percent(self.price.region_percent, region);
            let missing = Cost::Unknown(Missing::Region(region));
            found.row.region_percent = Some(percent.ok_or(missing)?);
            return Ok(found);
        }
        self.standard()
    }

    /// What today's price was not yet, nobody knows before the oldest row.
    fn standard(&self) -> Result<FoundPrice<'a>, Cost<'a>> {
        let ended_later = |row: &PriceRow| is_plain(row) && !is_over(row, self.at);
        if self.is_past
            && self
                .rows
                .iter()
                .any(|row| row.to.is_some() && ended_later(row))
        {
            return Err(Cost::Unknown(Missing::PriceOn(self.at.day())));
        }
        match self.price.standard {
            StandardPrice::Known(price) => Ok(FoundPrice {
                price,
                row: name(None),
            }),
            StandardPrice::Free => Err(Cost::Free),
            StandardPrice::Subscription => Err(Cost::Subscription),
            StandardPrice::Unknown => Err(Cost::Unknown(Missing::Price)),
        }
    }
}

fn name(row: Option<&PriceRow>) -> RowName<'_> {
    RowName {
        row,
        region_percent: None,
        tier_percent: None,
    }
}

fn percent(percents: &[(&str, u32)], wanted: &str) -> Option<u32> {
    let mut percents = percents.iter();
    let found = percents.find(|(name, _)| *name == wanted);
    found.map(|(_, percent)| *percent)
}

/// Held at any hour, for everybody.
fn is_plain(row: &PriceRow) -> bool {
    row.utc_hours.is_empty()
        && row.utc_days.is_empty()
        && row.service_tier.is_none()
        && row.region.is_none()
}

/// Whether a time is one at which a row holds: from ≤ time < to, on such a day, at such an hour.
fn holds(row: &PriceRow, at: Moment) -> bool {
    let has_begun = match row.from.and_then(Moment::border) {
        Some(from) => from <= at,
        None => true,
    };
    let day = at.day();
    let is_day = row.utc_days.is_empty() || row.utc_days.contains(&day.weekday());
    let mut except = row.except_dates.iter();
    let is_excepted = except.any(|date| Day::read(date) == Some(day));
    let mut hours = row.utc_hours.iter();
    let is_hour = row.utc_hours.is_empty() || hours.any(|hours| is_within(hours, at));
    has_begun && !is_over(row, at) && is_day && !is_excepted && is_hour
}

fn is_over(row: &PriceRow, at: Moment) -> bool {
    let to = row.to.and_then(Moment::border);
    to.map_or(false, |to| to <= at)
}

/// Whether a time is in a part of the day such as `16:30-00:30`. What ends before it begins, or when it
/// begins, goes on after midnight.
fn is_within(hours: &str, at: Moment) -> bool {
    let clocks = hours
        .split_once('-')
        .and_then(|(start, end)| Some((clock_seconds(start)?, clock_seconds(end)?)));
    let now = at.second_of_day();
    clocks.map_or(false, |(start, end)| {
        if start < end {
            start <= now && now < end
        } else {
            start <= now || now < end
        }
    })
}
