// @ts-check
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readTarball } from "./read-tarball.mjs";

/** Most that a published package may have, as it comes: base64 in JSON. */
const MAX_BYTES = 64 * 1024 ** 2;

/**
 * A package as npm gets it and serves it.
 *
 * @typedef {object} Packument
 * @property {string} name
 * @property {Record<string, string>} dist-tags
 * @property {Record<string, { dist: Record<string, unknown> } & Record<string, unknown>>} versions
 *
 * @typedef {object} LoopbackRegistry
 * @property {string} url without a slash at its end
 * @property {(tarball: Buffer) => void} add serves a package that somebody else has published
 * @property {() => readonly string[]} published `name@version` of all that came by `npm publish`
 * @property {() => Promise<void>} close
 */

/**
 * An npm registry on a free port of 127.0.0.1, in memory: as much as `npm publish` and `npm install`
 * need. It asks no other registry: what it was not given is not there. Who publishes needs some
 * token, as elsewhere; a version is published once.
 *
 * @returns {Promise<LoopbackRegistry>}
 */
export async function startLoopbackRegistry() {
  /** @type {Map<string, Packument>} */
  const packages = new Map();
  /** @type {Map<string, Buffer>} */
  const tarballs = new Map();
  /** @type {string[]} */
  const published = [];
  let url = "";

  /**
   * @param {string} name
   * @param {string} version
   * @param {Record<string, unknown>} manifest
   * @param {Buffer} tarball
   */
  function keep(name, version, manifest, tarball) {
    const path = `/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
    tarballs.set(path, tarball);
    const known = packages.get(name) ?? { name, "dist-tags": {}, versions: {} };
    known["dist-tags"]["latest"] = version;
    known.versions[version] = {
      ...manifest,
      dist: {
        tarball: url + path,
        shasum: createHash("sha1").update(tarball).digest("hex"),
        integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
      },
    };
    packages.set(name, known);
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {string} path
   * @returns {Promise<[status: number, body: unknown]>}
   */
  async function publish(request, path) {
    if (!request.headers.authorization) return [401, { error: "who publishes needs a token" }];
    const body = await readJson(request);
    const [version = ""] = Object.keys(body.versions);
    const [attachment] = Object.values(body._attachments);
    if (path !== `/${body.name}` || version === "" || attachment === undefined) {
      return [400, { error: "no package of this name, with one version and its tarball" }];
    }
    if (packages.get(body.name)?.versions[version] !== undefined) {
      return [403, { error: "cannot publish over the previously published version" }];
    }
    keep(body.name, version, body.versions[version], Buffer.from(attachment.data, "base64"));
    published.push(`${body.name}@${version}`);
    return [201, { ok: true }];
  }

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? "/").split("?", 1)[0] ?? "/");
    const tarball = tarballs.get(path);
    try {
      if (request.method === "GET" && tarball !== undefined) {
        response.setHeader("content-type", "application/octet-stream");
        response.end(tarball);
        return;
      }
      /** @type {[number, unknown]} */
      let answer = [404, { error: "not found" }];
      const known = packages.get(path.slice(1));
      if (request.method === "GET" && known !== undefined) answer = [200, known];
      if (request.method === "PUT") answer = await publish(request, path);
      response.writeHead(answer[0], { "content-type": "application/json" });
      response.end(JSON.stringify(answer[1]));
    } catch (error) {
      response.writeHead(400, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    add(tarball) {
      const manifest = JSON.parse(String(readTarball(tarball).get("package.json")));
      keep(manifest.name, manifest.version, manifest, tarball);
    },
    published: () => published,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {import("node:http").IncomingMessage} request */
async function readJson(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error("too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}
