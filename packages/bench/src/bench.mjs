// @ts-check

/**
 * Something measured, and what it should not exceed.
 *
 * @typedef {object} Limit
 * @property {string} name
 * @property {number} measured
 * @property {number} limit
 * @property {"x" | " MB" | " ms" | " KiB" | ""} unit
 */

/**
 * What a bench is given.
 *
 * @typedef {object} Setting
 * @property {number} rounds
 * @property {() => string} folder A new, empty folder; removed when everything is over.
 */

/**
 * Prints its tables and says how its limits were kept.
 *
 * @typedef {(setting: Setting) => Limit[] | Promise<Limit[]>} Bench
 */

/** @param {Pick<Limit, "measured" | "limit">} limit */
export function verdict({ measured, limit }) {
  return measured <= limit ? "ok" : "over";
}
