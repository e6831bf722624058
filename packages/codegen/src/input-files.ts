/** Names of a registry's files. Apart from the schemas, so that a run with nothing to do loads none. */
export const inputFileNames = {
  provider: "providers.toml",
  model: "models.toml",
  profile: "agent-profiles.toml",
} as const;
