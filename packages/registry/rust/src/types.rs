use crate::vocabulary::{
    AuthScheme, BillingMode, Capability, CapsToken, InputModality, Protocol, Transport,
};

/// An LLM provider: where it is, how it is reached, what it asks of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// Kebab-case, without a version: `"anthropic"`.
    pub id: &'static str,
    /// For people: `"Anthropic"`.
    pub display_name: &'static str,
    /// URL that requests go to, or `local:<program>` for a command-line tool.
    pub endpoint: &'static str,
    /// How it takes its credential.
    pub auth_scheme: AuthScheme,
    /// Names of the environment variables that may hold the key, in order. Empty: no key is needed.
    pub auth_env: &'static [&'static str],
    /// The format of requests and answers.
    pub protocol: Protocol,
    /// Whose infrastructure answers.
    pub transport: Transport,
    /// A header that pins the API's version, where the API wants one.
    pub api_version: Option<ApiVersion>,
    /// When a request is sent again.
    pub retry: Retry,
    /// Requests per minute; none: no limit.
    pub rate_limit_rpm: Option<u32>,
    /// How its use is paid for.
    pub billing: Billing,
    /// Any model id may be sent, not only those listed (local servers, by default).
    pub open_models: bool,
    /// Id of the provider whose models this one serves (Bedrock, Azure, Vertex).
    pub parent_ref: Option<&'static str>,
    /// Ids of the providers that a proxy passes requests on to.
    pub routes_to: &'static [&'static str],
    /// Where its documentation is.
    pub docs_url: Option<&'static str>,
    /// Anything a reader should know.
    pub notes: Option<&'static str>,
}

/// A header that pins the version of an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiVersion {
    /// Name of the header.
    pub header: &'static str,
    /// Its value.
    pub value: &'static str,
}

/// When a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Retries after the first attempt.
    pub max: u32,
    /// Delay before the first of them, in milliseconds.
    pub backoff_ms: u32,
}

/// How use of a provider is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billing {
    /// ISO 4217 code in which the provider bills, such as `"USD"`.
    pub currency: &'static str,
    /// What is billed.
    pub mode: BillingMode,
    /// Whose account, where `mode` is [`BillingMode::Account`].
    pub account: Option<&'static str>,
}

/// A model of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Model {
    /// `provider/id`, the key of the model everywhere. Called `ref` in the other languages, which
    /// is a keyword of this one.
    pub reference: &'static str,
    /// Id of the provider.
    pub provider: &'static str,
    /// The id that goes over the wire.
    pub id: &'static str,
    /// Short name, unique in the registry: `"sonnet"`.
    pub slug: &'static str,
    /// For people: `"Claude Sonnet 4.6"`.
    pub display_name: &'static str,
    /// Other ids of the same model at the same provider, such as dated ones.
    pub aliases: &'static [&'static str],
    /// Tokens of input and output together, unless the provider counts otherwise.
    pub context_window: u64,
    /// Most tokens of one answer; none: unknown.
    pub max_output_tokens: Option<u64>,
    /// None: nothing is known. Some: what is not listed is not known to be offered.
    pub capabilities: Option<&'static [Capability]>,
    /// Kinds of content it reads; none: unknown.
    pub input: Option<&'static [InputModality]>,
    /// What it costs.
    pub price: Price,
    /// ISO date on which the price was last found right; none: never verified.
    pub verified_at: Option<&'static str>,
    /// ISO date from which the model is not to be chosen any more; none: live.
    pub deprecated_at: Option<&'static str>,
    /// Reference of the model to use instead.
    pub replaced_by: Option<&'static str>,
    /// Page on which a person can check the facts.
    pub source_url: Option<&'static str>,
    /// Anything a reader should know.
    pub notes: Option<&'static str>,
}

impl Model {
    /// Whether the model may be chosen. Those that may not stay resolvable, for old ledgers.
    pub const fn is_live(&self) -> bool {
        self.deprecated_at.is_none()
    }
}

/// What a model costs. Unknown is not free, and a subscription is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// Per token.
    Known(KnownPrice),
    /// Nothing.
    Free,
    /// Nothing per token: a flat fee covers it.
    Subscription,
    /// Nobody has written it down.
    Unknown,
}

/// A metered price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPrice {
    /// Unless a tier applies.
    pub rates: Rates,
    /// Ascending by `above_input_tokens`.
    pub tiers: &'static [PriceTier],
}

/// Micro-cents per million tokens (1 USD = 100,000,000).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Input that comes from no cache.
    pub input: u64,
    /// Output, reasoning included.
    pub output: u64,
    /// Reading a cached prompt; none: unknown or not offered.
    pub cache_read: Option<u64>,
    /// Writing to the cache for five minutes; none: unknown or not offered.
    pub cache_write_5m: Option<u64>,
    /// Writing to the cache for one hour; none: unknown or not offered.
    pub cache_write_1h: Option<u64>,
}

/// Prices that hold when the whole input of a request exceeds a number of tokens. The whole request
/// is then billed at them, not only the part above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceTier {
    /// The tier applies to requests with more input tokens than this.
    pub above_input_tokens: u64,
    /// What they are billed at.
    pub rates: Rates,
}

/// An agent profile: a role, what it may do, and the model it runs on unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Kebab-case.
    pub id: &'static str,
    /// What the agent is.
    pub role: &'static str,
    /// As written, in downstream's order: `"FS-RW-BASH-PLAN"`.
    pub caps: &'static str,
    /// The same, taken apart.
    pub caps_tokens: &'static [CapsToken],
    /// Reference of the model it runs on.
    pub default_model_ref: &'static str,
    /// References of the models to try, in order, when that one is not to be had.
    pub fallback_model_refs: &'static [&'static str],
    /// For people.
    pub description: &'static str,
    /// Where the system prompt is kept, as downstream names it.
    pub system_prompt_ref: Option<&'static str>,
    /// Path of the agent's manifest, as downstream names it.
    pub manifest_path: Option<&'static str>,
}
