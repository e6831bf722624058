/**
 * Fields of a message that are to come back as they were: OpenRouter's thinking, LiteLLM's, and what
 * Google's own compatible endpoint signs.
 */
export const CARRIED_FIELDS: readonly string[] = [
  "reasoning_details",
  "thinking_blocks",
  "extra_content",
];
