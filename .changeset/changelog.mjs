// @ts-check

/**
 * How changesets become lines of a changelog. Readers are users of a package: a commit tells them
 * nothing, and a dependency's new version is one line, however many changes it has.
 */

/** @param {{ summary: string }} changeset */
export async function getReleaseLine({ summary }) {
  const [first = "", ...rest] = summary.trim().split("\n");
  return [`- ${first}`, ...rest.map((line) => (line.trim() === "" ? "" : `  ${line}`))].join("\n");
}

/**
 * @param {unknown} _changesets
 * @param {readonly { name: string, newVersion: string }[]} dependencies
 */
export async function getDependencyReleaseLine(_changesets, dependencies) {
  return dependencies.map(({ name, newVersion }) => `- Needs ${name} ${newVersion}.`).join("\n");
}
