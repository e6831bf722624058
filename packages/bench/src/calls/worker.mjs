// @ts-check
import { CONTESTANTS } from "./contestants.mjs";
import { streamLength, TEXT } from "./payloads.mjs";

/**
 * What to do in a process of its own.
 *
 * @typedef {object} Task
 * @property {"calls" | "stream" | "first"} kind
 * @property {string} [name] What the figure of a stream is to be called.
 * @property {string} contestant
 * @property {import("./payloads.mjs").Format} format
 * @property {string} base URL of the server, and how it is to stream.
 * @property {number} warmUp Calls or streams that are not measured.
 * @property {number} count Calls or streams that are.
 * @property {number} [settled] From which call on calls are measured once more.
 * @property {number} [inFlight] Calls at a time, after as many one by one.
 * @property {number} [events] Of a stream.
 */

/** @typedef {{ [quantity: string]: number }} Figures Times in µs. */

/**
 * @param {Task} task
 * @param {(name: string) => Promise<any>} load Imports a package from the working directory.
 */
export async function work(task, load) {
  const contestant = CONTESTANTS.find(({ name }) => name === task.contestant);
  if (contestant === undefined) throw new Error(`no contestant ${task.contestant}`);
  const peer = await contestant.setUp(load, task.base, task.format);
  const figures = await { calls, stream, first }[task.kind](peer, task);
  console.log(JSON.stringify(figures));
  // Connections are kept open.
  process.exit();
}

/**
 * @param {import("./contestants.mjs").Peer} peer
 * @param {Task} task
 * @returns {Promise<Figures>}
 */
async function calls({ call }, { warmUp, count, settled = 0, inFlight = 1 }) {
  /** @param {number} times */
  const repeat = async (times) => {
    for (let i = 0; i < times; i++) check(await call(), TEXT.length);
  };
  /** @param {number} times */
  const atOnce = (times) =>
    Promise.all(Array.from({ length: inFlight }, () => repeat(Math.ceil(times / inFlight))));
  await repeat(warmUp);
  const one = await cpuOf(() => repeat(count));
  await repeat(Math.max(0, settled - warmUp - count));
  const later = await cpuOf(() => repeat(count));
  await atOnce(warmUp);
  const many = Math.ceil(count / inFlight) * inFlight;
  return {
    one: one / count,
    settled: later / count,
    many: (await cpuOf(() => atOnce(count))) / many,
  };
}

/**
 * @param {import("./contestants.mjs").Peer} peer
 * @param {Task} task
 * @returns {Promise<Figures>}
 */
async function stream(peer, { name = "", warmUp, count, events = 0 }) {
  const length = streamLength(events);
  /** @param {number} times */
  const repeat = async (times) => {
    for (let i = 0; i < times; i++) check(await peer.stream(() => {}), length);
  };
  await repeat(warmUp);
  return { [name]: (await cpuOf(() => repeat(count))) / count / events };
}

/**
 * @param {import("./contestants.mjs").Peer} peer
 * @param {Task} task
 * @returns {Promise<Figures>}
 */
async function first(peer, { name = "", warmUp, count }) {
  /** @type {number[]} */
  const waits = [];
  for (let i = 0; i < warmUp + count; i++) {
    const started = performance.now();
    let wait = 0;
    await peer.stream(() => {
      wait ||= performance.now() - started;
    });
    if (i >= warmUp) waits.push(wait * 1000);
  }
  return { [name]: Number(waits.toSorted((a, b) => a - b)[waits.length >> 1]) };
}

/** @param {() => Promise<unknown>} action */
async function cpuOf(action) {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * @param {number} got
 * @param {number} wanted
 */
function check(got, wanted) {
  if (got !== wanted) throw new Error(`a text of ${got} characters instead of ${wanted}`);
}
