/// Micro-cents in one US dollar. 1 micro-cent is 1e-8 USD.
pub const MICRO_CENTS_PER_USD: u64 = 100_000_000;

/// Micro-cents in one US cent.
pub const MICRO_CENTS_PER_CENT: u64 = 1_000_000;

/// Tokens in the unit that prices are given for.
pub const TOKENS_PER_MTOK: u64 = 1_000_000;
