//! Answers questions about the crate, for the tests of the emitter: a question a line, its fields
//! between tabs, answered by a line of the same form. `-` is none, and what is there begins with
//! `=`; tabs, line breaks and backslashes are escaped.

use kei_registry::*;
use std::fmt::{Debug, Display};
use std::io::{stdin, BufRead};
use std::str::FromStr;

fn main() {
    for line in stdin().lock().lines() {
        let line = line.unwrap();
        let mut fields = Fields(line.split('\t'));
        let answer = match fields.text().as_str() {
            "cost" => {
                let reference = fields.text();
                let asked = fields.asked();
                let history = asked.history.then(price_history);
                let options = asked.at.map(|at| asked.of_model(at, history));
                cost_of(options, |options| cost(&reference, &asked.usage, options))
            }
            "costAt" => {
                let price = fields.price();
                let history = fields.rows();
                let currency = fields.option();
                let asked = fields.asked();
                let options = asked.at.map(|at| CostAtOptions {
                    service_tier: asked.service_tier,
                    region: asked.region,
                    history: Some(history).filter(|_| asked.history),
                    currency: currency.as_deref(),
                    ..CostAtOptions::at(at)
                });
                cost_of(options, |options| cost_at(&price, &asked.usage, options))
            }
            "estimate" => {
                let reference = fields.text();
                let requests = fields.number();
                let cached_share = fields.text().parse().unwrap();
                let asked = fields.asked();
                let workload = Workload {
                    requests,
                    input_tokens: asked.usage.input_tokens,
                    output_tokens: asked.usage.output_tokens,
                    cached_share,
                };
                let history = asked.history.then(price_history);
                let options = asked.of_model(asked.at.unwrap(), history);
                show_estimate(estimate(&reference, &workload, options))
            }
            "money" => {
                let amount: i128 = fields.text().parse().unwrap();
                vec![some(format_money(amount, &fields.text()))]
            }
            "modelsOf" => {
                let live = models_of(&fields.text(), fields.moment());
                live.map(|model| some(model.reference)).collect()
            }
            "findModels" => find(&mut fields),
            "lifecycle" => {
                // Of a model, whichever it is, with these dates.
                let mut model = models()[0].clone();
                model.deprecated_at = fields.leaked();
                model.retires_at = fields.leaked();
                model.status = fields.option().map(|word| word.parse().unwrap());
                show_lifecycle(&model, fields.moment())
            }
            "resolve" => resolve(&mut fields),
            "auth" => {
                let provider = provider(&fields.text()).unwrap();
                match auth_of(provider, &fields.text()) {
                    SentKey::Header { name, value } => vec![some("header"), some(name), some(value)],
                    SentKey::Query { name, value } => vec![some("query"), some(name), some(value)],
                    SentKey::None => vec![some("none"), none(), none()],
                }
            }
            "derive" => {
                let endpoint = fields.text();
                let scheme = fields.text().parse().unwrap();
                let routed = fields.text() == "true";
                let transport = derive_transport(&endpoint, scheme, routed);
                vec![option(derive_protocol(&endpoint)), some(transport)]
            }
            other => panic!("no such question: {}", other),
        };
        println!("{}", answer.join("\t"));
    }
}

struct Fields<'a>(std::str::Split<'a, char>);

impl Fields<'_> {
    fn option(&mut self) -> Option<String> {
        let text = self.0.next().expect("one more field").strip_prefix('=')?;
        let mut parts = text.split('\\');
        let mut plain = parts.next().unwrap().to_string();
        for part in parts {
            plain.push(match part.as_bytes()[0] {
                b't' => '\t',
                b'n' => '\n',
                b'r' => '\r',
                b'b' => '\\',
                other => panic!("no such escape: {}", other),
            });
            plain.push_str(&part[1..]);
        }
        Some(plain)
    }

    fn text(&mut self) -> String {
        self.option().expect("a field that is there")
    }

    fn number(&mut self) -> u64 {
        self.text().parse().unwrap()
    }

    fn rate(&mut self) -> Option<u64> {
        self.option().map(|text| text.parse().unwrap())
    }

    fn leaked(&mut self) -> Option<&'static str> {
        self.option().map(|text| &*Box::leak(text.into_boxed_str()))
    }

    fn moment(&mut self) -> Moment {
        self.text().parse().unwrap()
    }

    /// A number, and as many of something.
    fn list<T>(&mut self, item: impl Fn(&mut Self) -> T) -> &'static [T] {
        let items: Vec<T> = (0..self.number()).map(|_| item(self)).collect();
        Box::leak(items.into_boxed_slice())
    }

    fn usage(&mut self) -> Usage<'static> {
        Usage {
            input_tokens: self.number(),
            output_tokens: self.number(),
            reasoning_tokens: self.number(),
            cache_read_tokens: self.number(),
            cache_write_tokens: self.number(),
            cache_write_5m_tokens: self.number(),
            cache_write_1h_tokens: self.number(),
            cache_write_30m_tokens: self.number(),
            cache_write_12h_tokens: self.number(),
            audio_input_tokens: self.number(),
            audio_output_tokens: self.number(),
            image_input_tokens: self.number(),
            image_output_tokens: self.number(),
            cache_read_audio_tokens: self.number(),
            cache_read_image_tokens: self.number(),
            fees: self.named(),
        }
    }

    fn asked(&mut self) -> Asked {
        Asked {
            usage: self.usage(),
            at: self.text().parse(),
            service_tier: self.leaked(),
            region: self.leaked(),
            history: self.text() == "true",
        }
    }

    fn named<T: FromStr>(&mut self) -> &'static [(&'static str, T)]
    where
        T::Err: Debug,
    {
        self.list(|fields| {
            let name = fields.leaked().unwrap();
            (name, fields.text().parse().unwrap())
        })
    }

    fn rates(&mut self) -> Rates {
        Rates {
            input: self.number(),
            output: self.number(),
            cache_read: self.rate(),
            cache_write_5m: self.rate(),
            cache_write_1h: self.rate(),
            cache_write_30m: self.rate(),
            cache_write_12h: self.rate(),
            cache_write: self.rate(),
            reasoning: self.rate(),
            input_audio: self.rate(),
            output_audio: self.rate(),
            input_image: self.rate(),
            output_image: self.rate(),
            cache_read_audio: self.rate(),
            cache_read_image: self.rate(),
        }
    }

    fn tiers(&mut self) -> &'static [PriceTier] {
        self.list(|fields| PriceTier {
            above_input_tokens: fields.number(),
            rates: fields.rates(),
        })
    }

    fn rows(&mut self) -> &'static [PriceRow] {
        self.list(|fields| PriceRow {
            from: fields.leaked(),
            to: fields.leaked(),
            utc_hours: fields.list(|fields| fields.leaked().unwrap()),
            utc_days: fields.list(|fields| fields.text().parse().unwrap()),
            except_dates: fields.list(|fields| fields.leaked().unwrap()),
            service_tier: fields.leaked(),
            region: fields.leaked(),
            rates: fields.rates(),
            tiers: fields.tiers(),
        })
    }

    fn price(&mut self) -> Price {
        let standard = match self.text().as_str() {
            "free" => StandardPrice::Free,
            "subscription" => StandardPrice::Subscription,
            "unknown" => StandardPrice::Unknown,
            _ => StandardPrice::Known(KnownPrice {
                rates: self.rates(),
                tiers: self.tiers(),
            }),
        };
        Price {
            standard,
            tier_percent: self.named(),
            region_percent: self.named(),
            fees: self.named(),
            rows: self.rows(),
            since: self.leaked(),
        }
    }
}

/// What is asked of a price.
struct Asked {
    usage: Usage<'static>,
    at: Result<Moment, InvalidMoment>,
    service_tier: Option<&'static str>,
    region: Option<&'static str>,
    history: bool,
}

impl Asked {
    fn of_model(&self, at: Moment, history: Option<PriceHistory>) -> CostOptions<'static> {
        CostOptions {
            service_tier: self.service_tier,
            region: self.region,
            history,
            ..CostOptions::at(at)
        }
    }
}

fn find(fields: &mut Fields<'_>) -> Vec<String> {
    let providers = fields.list(|one| one.leaked().unwrap());
    let capabilities = fields.list(|one| one.text().parse().unwrap());
    let refuses = fields.list(|one| one.text().parse().unwrap());
    let input = fields.list(|one| one.text().parse().unwrap());
    let output = fields.list(|one| one.text().parse().unwrap());
    let min_context = fields.rate();
    let min_output = fields.rate();
    let metered = fields.option().map(|is| is == "true");
    let open_weights = fields.option().map(|is| is == "true");
    let sort = fields.option().map(|word| match word.as_str() {
        "cost" => ModelOrder::Cost,
        "context" => ModelOrder::Context,
        other => panic!("no such order: {}", other),
    });
    let usage = Usage::new(fields.number(), fields.number());
    let currency = fields.leaked().unwrap();
    let limit = fields.rate().map_or(usize::MAX, |limit| limit as usize);
    let query = ModelQuery {
        providers,
        capabilities,
        refuses,
        min_context,
        min_output,
        input,
        output,
        metered,
        open_weights,
        sort,
        usage,
        currency,
        ..ModelQuery::at(fields.moment())
    };
    let found = find_models(query).unwrap().take(limit);
    found.map(|model| some(model.reference)).collect()
}

fn resolve(fields: &mut Fields<'_>) -> Vec<String> {
    let profile = fields.text();
    let pinned = fields.option();
    let reference = fields.option();
    let transport = fields.option().map(|word| word.parse().unwrap());
    let env = fields.option().map(|count| {
        let count = count.parse().unwrap();
        let pairs = (0..count).map(|_| (fields.text(), fields.text()));
        pairs.collect::<Vec<_>>()
    });
    let is_set = |name: &str| {
        let pairs = env.as_deref().unwrap_or_default();
        let mut set = pairs.iter().filter(|(key, _)| key == name);
        set.any(|(_, value)| !value.trim().is_empty())
    };
    let options = ResolveOptions {
        at: fields.moment(),
        pinned: pinned.as_deref(),
        user_override: reference.as_deref().map(|reference| UserOverride {
            reference,
            transport,
        }),
        is_set: if env.is_some() { Some(&is_set) } else { None },
    };
    let resolution = match resolve_profile(&profile, options) {
        Some(resolution) => resolution,
        None => return vec![some("unknown-profile")],
    };
    let kind = match resolution.chosen() {
        Some(_) => "resolved",
        None => "unresolved",
    };
    let mut answer = vec![some(kind)];
    let mut usable = Vec::new();
    for step in resolution.steps() {
        let (outcome, reason) = match step.outcome {
            Outcome::Chosen => ("chosen", None),
            Outcome::Alternative => ("alternative", None),
            Outcome::Skipped(reason) => ("skipped", Some(reason.as_str())),
        };
        if reason.is_none() {
            usable.push(step.target.unwrap());
        }
        answer.push(some(step.source.as_str()));
        answer.push(some(step.written));
        answer.push(some(outcome));
        answer.push(option(reason));
        answer.push(option(step.target));
        let model = step.target.and_then(|target| target.model);
        answer.push(option(model.map(|model| model.reference)));
        answer.push(some(step));
    }
    let chosen = resolution.chosen().into_iter();
    assert_eq!(
        usable,
        chosen.chain(resolution.alternatives()).collect::<Vec<_>>()
    );
    answer
}

fn cost_of<'a, O>(
    options: Result<O, InvalidMoment>,
    ask: impl Fn(O) -> Result<Cost<'a>, InvalidUsage>,
) -> Vec<String> {
    match options.map(ask) {
        Ok(Ok(cost)) => show_cost(&cost),
        Ok(Err(_)) | Err(InvalidMoment) => invalid_cost(),
    }
}

fn invalid_cost() -> Vec<String> {
    let mut fields = vec![some("invalid")];
    fields.resize(7, none());
    fields
}

fn show_cost(cost: &Cost<'_>) -> Vec<String> {
    let (currency, parts, row, missing) = match *cost {
        Cost::Known {
            currency,
            parts,
            row,
            ..
        } => (currency, Some(parts), Some(row), None),
        Cost::Free | Cost::Subscription => (None, None, None, None),
        Cost::Unknown(missing) => (None, None, None, Some(missing)),
    };
    let kind = match cost {
        Cost::Known { .. } => "known",
        Cost::Free => "free",
        Cost::Subscription => "subscription",
        Cost::Unknown(_) => "unknown",
    };
    let which = missing.and_then(|missing| match missing {
        Missing::Model(text) | Missing::ServiceTier(text) => Some(text.to_string()),
        Missing::Region(text) | Missing::Fee(text) => Some(text.to_string()),
        Missing::PriceOn(day) => Some(day.to_string()),
        Missing::LongInput(row) => Some(row.to_string()),
        Missing::Rate(rate) => Some(rate.to_string()),
        _ => None,
    });
    let parts = parts.map(|parts| format!("{} {} {}", parts.input, parts.output, parts.fees));
    vec![
        some(kind),
        option(cost.total()),
        option(currency),
        option(parts),
        option(row),
        option(missing.map(|missing| missing.as_str())),
        option(which),
    ]
}

fn show_estimate(estimate: Result<Estimate<'_>, InvalidUsage>) -> Vec<String> {
    let estimate = match estimate {
        Ok(estimate) => estimate,
        Err(_) => return [invalid_cost(), invalid_cost(), vec![none(), none()]].concat(),
    };
    let exceeds = match estimate.exceeds {
        Some(Limit::ContextWindow(tokens)) => [some("contextWindow"), some(tokens)],
        Some(Limit::MaxInputTokens(tokens)) => [some("maxInputTokens"), some(tokens)],
        Some(Limit::MaxOutputTokens(tokens)) => [some("maxOutputTokens"), some(tokens)],
        None => [none(), none()],
    };
    let costs = [estimate.per_request, estimate.total];
    let [one, all] = [show_cost(&costs[0]), show_cost(&costs[1])];
    [one, all, exceeds.to_vec()].concat()
}

fn show_lifecycle(model: &Model, at: Moment) -> Vec<String> {
    let life = lifecycle_of(model, at);
    let (since, end) = match life {
        Lifecycle::Live => (None, None),
        Lifecycle::Retiring(end) => (None, Some(end)),
        Lifecycle::Deprecated { since, end } => (since, end),
        Lifecycle::Retired { since } => (Some(since), None),
    };
    let is_live = matches!(life, Lifecycle::Live | Lifecycle::Retiring(_));
    assert_eq!(model.is_live(at), is_live);
    vec![
        some(life.as_str()),
        option(since),
        option(end.map(|end| end.retires_at)),
        option(end.map(|end| end.days_left)),
    ]
}

fn none() -> String {
    "-".to_string()
}

fn some(value: impl Display) -> String {
    let text = value.to_string().replace('\\', "\\b");
    let text = text.replace('\t', "\\t").replace('\n', "\\n");
    format!("={}", text.replace('\r', "\\r"))
}

fn option(value: Option<impl Display>) -> String {
    value.map_or_else(none, some)
}

/// Whatever is public can be shown, compared and sent between threads.
#[allow(dead_code)]
fn bounds() {
    fn is<T: Debug + Clone + PartialEq + Send + Sync + 'static>() {}
    is::<Provider>();
    is::<Model>();
    is::<Profile>();
    is::<Cost<'static>>();
    is::<CostOptions<'static>>();
    is::<CostAtOptions<'static>>();
    is::<Estimate<'static>>();
    is::<Lifecycle>();
    is::<Moment>();
    is::<Usage<'static>>();
    is::<Step<'static>>();
}
