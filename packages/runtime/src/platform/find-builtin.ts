/**
 * A module of Node, taken when it is needed, since who asks for it may be part of a bundle for browsers.
 *
 * @param id such as `node:fs`
 * @returns `undefined` where there is none: browsers, workers at the edge, Node before 20.16
 */
export function findBuiltin<Module>(id: string): Module | undefined {
  return globalThis.process?.getBuiltinModule?.(id) as Module | undefined;
}
