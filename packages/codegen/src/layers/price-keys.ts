/** Keys that hold prices, of a model and of each of its tiers, as written. */
export const priceKeys = [
  "cost_input_per_mtok_micro",
  "cost_output_per_mtok_micro",
  "cache_write_5m_per_mtok_micro",
  "cache_write_1h_per_mtok_micro",
  "cache_read_per_mtok_micro",
] as const;
