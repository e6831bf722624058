//! Answers questions about the crate, for the tests of the emitter: a question a line, its fields
//! between tabs, answered by a line of the same form. `-` is none, and what is there begins with
//! `=`; tabs, line breaks and backslashes are escaped. Without questions, prints all facts as JSON.

use kei_registry::*;
use std::fmt::{Debug, Display};
use std::io::{stdin, BufRead};

fn main() {
    if std::env::args().nth(1).as_deref() == Some("facts") {
        return facts();
    }
    for line in stdin().lock().lines() {
        let line = line.unwrap();
        let mut fields = Fields(line.split('\t'));
        let answer = match fields.text().as_str() {
            "cost" => {
                let reference = fields.text();
                show_cost(cost(&reference, &fields.usage()))
            }
            "costAt" => {
                let price = fields.price();
                let currency = fields.option();
                show_cost(cost_at(&price, &fields.usage(), currency.as_deref()))
            }
            "money" => {
                let amount: i128 = fields.text().parse().unwrap();
                vec![some(format_money(amount, &fields.text()))]
            }
            "modelsOf" => {
                let live = models_of(&fields.text());
                live.iter().map(|model| some(model.reference)).collect()
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

    fn usage(&mut self) -> Usage {
        Usage {
            input_tokens: self.number(),
            output_tokens: self.number(),
            cache_read_tokens: self.number(),
            cache_write_5m_tokens: self.number(),
            cache_write_1h_tokens: self.number(),
            reasoning_tokens: self.number(),
        }
    }

    fn rates(&mut self) -> Rates {
        Rates {
            input: self.number(),
            output: self.number(),
            cache_read: self.rate(),
            cache_write_5m: self.rate(),
            cache_write_1h: self.rate(),
        }
    }

    fn price(&mut self) -> Price {
        match self.text().as_str() {
            "free" => Price::Free,
            "subscription" => Price::Subscription,
            "unknown" => Price::Unknown,
            _ => {
                let rates = self.rates();
                let tiers = (0..self.number()).map(|_| PriceTier {
                    above_input_tokens: self.number(),
                    rates: self.rates(),
                });
                let tiers = Box::leak(tiers.collect::<Box<[_]>>());
                Price::Known(KnownPrice { rates, tiers })
            }
        }
    }
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

fn show_cost(cost: Result<Cost<'_>, InvalidUsage>) -> Vec<String> {
    let (kind, missing) = match cost {
        Err(_) => ("invalid", None),
        Ok(Cost::Known { .. }) => ("known", None),
        Ok(Cost::Free) => ("free", None),
        Ok(Cost::Subscription) => ("subscription", None),
        Ok(Cost::Unknown(missing)) => (
            "unknown",
            Some(match missing {
                Missing::Model => "model",
                Missing::Price => "price",
                Missing::CacheRead => "cacheRead",
                Missing::CacheWrite5m => "cacheWrite5m",
                Missing::CacheWrite1h => "cacheWrite1h",
            }),
        ),
    };
    let total = cost.ok().and_then(|cost| cost.total());
    let (currency, parts) = match cost {
        Ok(Cost::Known {
            currency, parts, ..
        }) => (currency, Some(parts)),
        _ => (None, None),
    };
    vec![
        some(kind),
        option(total),
        option(currency),
        option(parts.map(|parts| parts.input)),
        option(parts.map(|parts| parts.output)),
        option(missing),
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

/// All facts, as `registry.json` has them.
fn facts() {
    let list = |items: Vec<String>| format!("[{}]", items.join(","));
    println!(
        "{}",
        object(&[
            ("schemaVersion", SCHEMA_VERSION.to_string()),
            ("contentHash", json(CONTENT_HASH)),
            (
                "providers",
                list(providers().iter().map(provider_json).collect())
            ),
            ("models", list(models().iter().map(model_json).collect())),
            (
                "profiles",
                list(profiles().iter().map(profile_json).collect())
            ),
        ])
    );
}

fn provider_json(one: &Provider) -> String {
    let version = one.api_version.map(|version| {
        let ApiVersion { header, value } = version;
        object(&[("header", json(header)), ("value", json(value))])
    });
    let Billing {
        currency,
        mode,
        account,
    } = one.billing;
    object(&[
        ("id", json(one.id)),
        ("displayName", json(one.display_name)),
        ("endpoint", json(one.endpoint)),
        ("authScheme", json(one.auth_scheme.as_str())),
        ("authEnv", jsons(one.auth_env)),
        ("auth", auth_json(&one.auth)),
        ("protocol", json(one.protocol.as_str())),
        ("transport", json(one.transport.as_str())),
        ("apiVersion", or_null(version)),
        (
            "retry",
            object(&[
                ("max", one.retry.max.to_string()),
                ("backoffMs", one.retry.backoff_ms.to_string()),
            ]),
        ),
        ("rateLimitRpm", or_null(one.rate_limit_rpm)),
        (
            "billing",
            object(&[
                ("currency", json(currency)),
                ("mode", json(mode.as_str())),
                ("account", or_null(account.map(json))),
            ]),
        ),
        ("openModels", one.open_models.to_string()),
        ("parentRef", or_null(one.parent_ref.map(json))),
        ("routesTo", jsons(one.routes_to)),
        ("docsUrl", or_null(one.docs_url.map(json))),
        ("notes", or_null(one.notes.map(json))),
    ])
}

fn model_json(one: &Model) -> String {
    let (kind, rates, tiers) = match one.price {
        Price::Known(price) => ("known", Some(price.rates), price.tiers),
        Price::Free => ("free", None, &[][..]),
        Price::Subscription => ("subscription", None, &[][..]),
        Price::Unknown => ("unknown", None, &[][..]),
    };
    let tiers = tiers.iter().map(|tier| {
        let above = tier.above_input_tokens;
        let above = ("aboveInputTokens", above.to_string());
        object(&[&[above][..], &rates_json(Some(tier.rates))].concat())
    });
    let tiers = (
        "tiers",
        format!("[{}]", tiers.collect::<Vec<_>>().join(",")),
    );
    let price = [&[("kind", json(kind))][..], &rates_json(rates), &[tiers]].concat();
    let capabilities = one
        .capabilities
        .map(|list| jsons(&list.iter().map(|one| one.as_str()).collect::<Vec<_>>()));
    let input = one
        .input
        .map(|list| jsons(&list.iter().map(|one| one.as_str()).collect::<Vec<_>>()));
    object(&[
        ("ref", json(one.reference)),
        ("provider", json(one.provider)),
        ("id", json(one.id)),
        ("slug", json(one.slug)),
        ("displayName", json(one.display_name)),
        ("aliases", jsons(one.aliases)),
        ("contextWindow", one.context_window.to_string()),
        ("maxOutputTokens", or_null(one.max_output_tokens)),
        ("capabilities", or_null(capabilities)),
        ("input", or_null(input)),
        ("price", object(&price)),
        ("verifiedAt", or_null(one.verified_at.map(json))),
        ("deprecatedAt", or_null(one.deprecated_at.map(json))),
        ("replacedBy", or_null(one.replaced_by.map(json))),
        ("sourceUrl", or_null(one.source_url.map(json))),
        ("notes", or_null(one.notes.map(json))),
    ])
}

fn rates_json(rates: Option<Rates>) -> Vec<(&'static str, String)> {
    vec![
        ("input", or_null(rates.map(|rates| rates.input))),
        ("output", or_null(rates.map(|rates| rates.output))),
        (
            "cacheRead",
            or_null(rates.and_then(|rates| rates.cache_read)),
        ),
        (
            "cacheWrite5m",
            or_null(rates.and_then(|rates| rates.cache_write_5m)),
        ),
        (
            "cacheWrite1h",
            or_null(rates.and_then(|rates| rates.cache_write_1h)),
        ),
    ]
}

fn profile_json(one: &Profile) -> String {
    let tokens: Vec<_> = one.caps_tokens.iter().map(|one| one.as_str()).collect();
    object(&[
        ("id", json(one.id)),
        ("role", json(one.role)),
        ("caps", json(one.caps)),
        ("capsTokens", jsons(&tokens)),
        ("defaultModelRef", json(one.default_model_ref)),
        ("fallbackModelRefs", jsons(one.fallback_model_refs)),
        ("description", json(one.description)),
        ("systemPromptRef", or_null(one.system_prompt_ref.map(json))),
        ("manifestPath", or_null(one.manifest_path.map(json))),
    ])
}

fn auth_json(auth: &Auth) -> String {
    let (place, name, prefix) = match *auth {
        Auth::Header { name, prefix } => ("header", Some(name), prefix),
        Auth::Query { name } => ("query", Some(name), None),
        _ => ("none", None, None),
    };
    object(&[
        ("in", json(place)),
        ("name", or_null(name.map(json))),
        ("prefix", or_null(prefix.map(json))),
    ])
}

fn object(members: &[(&str, String)]) -> String {
    let members = members.iter();
    let members = members.map(|(name, value)| format!("{}:{}", json(name), value));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn json(text: &str) -> String {
    let escaped = text.chars().map(|char| match char {
        '"' => "\\\"".to_string(),
        '\\' => "\\\\".to_string(),
        '\0'..='\x1f' => format!("\\u{:04x}", u32::from(char)),
        _ => char.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn jsons(texts: &[&str]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| json(text)).collect();
    format!("[{}]", texts.join(","))
}

fn or_null(value: Option<impl Display>) -> String {
    value.map_or("null".to_string(), |value| value.to_string())
}

/// Whatever is public can be shown, compared and sent between threads.
#[allow(dead_code)]
fn bounds() {
    fn is<T: Debug + Clone + PartialEq + Send + Sync + 'static>() {}
    is::<Provider>();
    is::<Model>();
    is::<Profile>();
    is::<Cost<'static>>();
    is::<Usage>();
    is::<Step<'static>>();
}
