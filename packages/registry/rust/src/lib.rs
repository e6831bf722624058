//! LLM providers, models, prices and agent profiles as static facts, with look-ups, costs, a
//! provider's models in the order of their prices and the choice of a profile's model. No
//! dependencies, no allocation, no files read at run time: what a program was built with is what it knows.
//!
//! Amounts of money are whole micro-cents: 1 USD is [`MICRO_CENTS_PER_USD`]. Prices are micro-cents
//! per million tokens.
//!
//! ```
//! use kei_registry::{cost, Cost, Missing, Usage};
//!
//! // What is unknown says why; it is never 0.
//! let usage = Usage::new(100_000, 50_000);
//! let unknown = cost("nobody/no-such-model", &usage);
//! assert_eq!(unknown, Ok(Cost::Unknown(Missing::Model)));
//!
//! for provider in kei_registry::providers() {
//!     for model in kei_registry::models_of(provider.id) {
//!         println!("{}: {:?}", model.reference, cost(model.reference, &usage));
//!     }
//! }
//! ```

#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod auth;
mod cost;
mod derive;
mod generated;
mod lookup;
mod models_of;
mod money;
mod quoted;
mod resolve;
mod target;
mod vocabulary;

pub use auth::auth_of;
pub use cost::{cost, cost_at};
pub use derive::{derive_protocol, derive_transport};
pub use lookup::{model, models, profile, profiles, provider, providers};
pub use models_of::{by_output_price, models_of};
pub use money::format_money;
pub use resolve::resolve_profile;
pub use target::find_target;

pub use auth::{KeyText, SentKey};
pub use cost::{Cost, CostParts, InvalidUsage, Missing, Usage};
pub use generated::*;
pub use money::{MicroCents, Money};
pub use money::{MICRO_CENTS_PER_CENT, MICRO_CENTS_PER_USD, TOKENS_PER_MTOK};
pub use resolve::{Outcome, Resolution, ResolveOptions, SkipReason, Source, Step, UserOverride};
pub use target::{NoTarget, Target};
pub use vocabulary::UnknownWord;
