//! Prints all facts as `registry.json` has them, and the history of prices. What stands below the last
//! line follows from the pages of the layers.

use kei_registry::*;

fn main() {
    let history = models().iter().filter_map(|model| {
        let rows = price_history().rows(model.reference)?;
        Some((model.reference, rows.json()))
    });
    println!(
        "{}",
        object([
            ("schemaVersion", SCHEMA_VERSION.json()),
            ("contentHash", CONTENT_HASH.json()),
            ("providers", providers().json()),
            ("models", models().json()),
            ("profiles", profiles().json()),
            ("history", object(history)),
        ])
    );
}

trait Json {
    fn json(&self) -> String;
}

impl Json for &str {
    fn json(&self) -> String {
        let escaped = self.chars().map(|char| match char {
            '"' => "\\\"".to_string(),
            '\\' => "\\\\".to_string(),
            '\0'..='\x1f' => format!("\\u{:04x}", u32::from(char)),
            _ => char.to_string(),
        });
        format!("\"{}\"", escaped.collect::<String>())
    }
}

macro_rules! as_it_is {
    ($($type:ty)*) => {
        $(impl Json for $type {
            fn json(&self) -> String {
                self.to_string()
            }
        })*
    };
}

as_it_is! { bool u32 u64 }

impl<T: Json> Json for Option<T> {
    fn json(&self) -> String {
        self.as_ref().map_or("null".to_string(), T::json)
    }
}

impl<T: Json> Json for &[T] {
    fn json(&self) -> String {
        let items: Vec<_> = self.iter().map(T::json).collect();
        format!("[{}]", items.join(","))
    }
}

/// What a map is looked up by. Where it is a word, every word is there.
trait Key: Copy + PartialEq + 'static {
    const ALL: Option<&'static [Self]>;
    fn name(self) -> &'static str;
}

impl Key for &'static str {
    const ALL: Option<&'static [Self]> = None;

    fn name(self) -> &'static str {
        self
    }
}

impl<K: Key, V: Json> Json for &[(K, V)] {
    fn json(&self) -> String {
        match K::ALL {
            None => object(self.iter().map(|(key, value)| (key.name(), value.json()))),
            Some(keys) => object(keys.iter().map(|key| {
                let found = self.iter().find(|(other, _)| other == key);
                let value = found.map_or("null".to_string(), |(_, value)| value.json());
                (key.name(), value)
            })),
        }
    }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let members = members.into_iter();
    let members = members.map(|(name, value)| format!("{}:{}", name.json(), value));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

impl Json for Price {
    fn json(&self) -> String {
        let (kind, known) = match self.standard {
            StandardPrice::Known(price) => ("known", Some(price)),
            StandardPrice::Free => ("free", None),
            StandardPrice::Subscription => ("subscription", None),
            StandardPrice::Unknown => ("unknown", None),
        };
        let tiers: &[PriceTier] = known.map_or(&[], |price| price.tiers);
        object(
            [("kind", kind.json())]
                .into_iter()
                .chain(rates_json(known.map(|price| price.rates)))
                .chain([
                    ("tiers", tiers.json()),
                    ("tierPercent", self.tier_percent.json()),
                    ("regionPercent", self.region_percent.json()),
                    ("fees", self.fees.json()),
                    ("rows", self.rows.json()),
                    ("since", self.since.json()),
                ]),
        )
    }
}

fn rates_json(rates: Option<Rates>) -> impl Iterator<Item = (&'static str, String)> {
    RateName::ALL
        .iter()
        .map(move |name| (name.as_str(), rates.and_then(|rates| rates.get(*name)).json()))
}

impl Json for PriceTier {
    fn json(&self) -> String {
        let above = ("aboveInputTokens", self.above_input_tokens.json());
        object([above].into_iter().chain(rates_json(Some(self.rates))))
    }
}

impl Json for PriceRow {
    fn json(&self) -> String {
        fn listed<T: Json>(list: &'static [T]) -> String {
            Some(list).filter(|list| !list.is_empty()).json()
        }
        object(
            [
                ("from", self.from.json()),
                ("to", self.to.json()),
                ("utcHours", listed(self.utc_hours)),
                ("utcDays", listed(self.utc_days)),
                ("exceptDates", listed(self.except_dates)),
                ("serviceTier", self.service_tier.json()),
                ("region", self.region.json()),
            ]
            .into_iter()
            .chain(rates_json(Some(self.rates)))
            .chain([("tiers", self.tiers.json())]),
        )
    }
}

macro_rules! word {
    ($type:ty) => {
        impl Json for $type {
            fn json(&self) -> String {
                self.as_str().json()
            }
        }

        impl Key for $type {
            const ALL: Option<&'static [Self]> = Some(<$type>::ALL);

            fn name(self) -> &'static str {
                self.as_str()
            }
        }
    };
}

macro_rules! record {
    ($type:ident { $($name:literal $field:ident)* }) => {
        impl Json for $type {
            fn json(&self) -> String {
                object([$(($name, self.$field.json())),*])
            }
        }
    };
}

macro_rules! variants {
    ($type:ident $($variant:ident { $($field:ident)* } [$($name:literal = $value:expr),*])*) => {
        impl Json for $type {
            fn json(&self) -> String {
                match *self {
                    $(Self::$variant { $($field),* } => object([$(($name, $value.json())),*]),)*
                    _ => panic!("a variant that the page of its layer does not have"),
                }
            }
        }
    };
}
