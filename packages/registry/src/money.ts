/** Micro-cents in one US dollar. 1 micro-cent = 1e-8 USD. */
export const MICRO_CENTS_PER_USD = 100_000_000n;

/** Micro-cents in one US cent. */
export const MICRO_CENTS_PER_CENT = 1_000_000n;

/** Tokens in the unit that prices are given for. */
export const TOKENS_PER_MTOK = 1_000_000n;
