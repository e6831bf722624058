//! LLM providers, models, prices and agent profiles as static facts, with look-ups, costs, a
//! provider's models in the order of their prices and the choice of a profile's model. No
//! dependencies, no allocation, no files read at run time: what a program was built with is what it knows.
//!
//! Amounts of money are whole micro-cents: 1 USD is [`MICRO_CENTS_PER_USD`]. Prices are micro-cents
//! per million tokens.
//!
//! ```
//! use kei_registry::{cost, models_of, Cost, CostOptions, Missing, Moment, Usage};
//!
//! // The crate has no clock: prices and models depend on the time, which is passed in.
//! let at: Moment = "2026-12-01".parse().unwrap();
//! let options = CostOptions::at(at);
//! let usage = Usage::new(100_000, 50_000);
//!
//! // What is unknown says why; it is never 0.
//! let unknown = cost("nobody/no-such-model", &usage, options);
//! let missing = Missing::Model("nobody/no-such-model");
//! assert_eq!(unknown, Ok(Cost::Unknown(missing)));
//!
//! for provider in kei_registry::providers() {
//!     for model in models_of(provider.id, at) {
//!         println!("{}: {:?}", model.reference, cost(model.reference, &usage, options));
//!     }
//! }
//! ```

#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod auth;
mod cost;
mod derive;
mod estimate;
mod find_models;
mod find_price;
mod generated;
mod lifecycle;
mod lookup;
mod models_of;
mod moment;
mod money;
mod price_history;
mod quoted;
mod resolve;
mod step;
mod target;
mod usage;
mod vocabulary;

pub use auth::auth_of;
pub use cost::{cost, cost_at};
pub use derive::{derive_protocol, derive_transport};
pub use estimate::estimate;
pub use find_models::find_models;
pub use lifecycle::lifecycle_of;
pub use lookup::{model, models, profile, profiles, provider, providers};
pub use models_of::{by_output_price, models_of};
pub use money::format_money;
pub use price_history::price_history;
pub use resolve::resolve_profile;
pub use target::find_target;

pub use auth::{KeyText, SentKey};
pub use cost::{Cost, CostAtOptions, CostOptions, CostParts, Missing};
pub use estimate::{Estimate, Limit, Workload};
pub use find_models::{ModelOrder, ModelQuery};
pub use find_price::RowName;
pub use generated::*;
pub use lifecycle::{End, Lifecycle};
pub use moment::{Day, InvalidMoment, Moment};
pub use money::{MicroCents, Money};
pub use money::{MICRO_CENTS_PER_CENT, MICRO_CENTS_PER_USD, TOKENS_PER_MTOK};
pub use price_history::PriceHistory;
pub use resolve::{Resolution, ResolveOptions, UserOverride};
pub use step::{Outcome, SkipReason, Source, Step};
pub use target::{NoTarget, Target, Written};
pub use usage::{InvalidUsage, Usage};
pub use vocabulary::UnknownWord;
