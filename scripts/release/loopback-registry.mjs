// @ts-check
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runServer } from "verdaccio";
import { readTarball } from "./read-tarball.mjs";

/**
 * @typedef {object} LoopbackRegistry
 * @property {string} url without a slash at its end
 * @property {string} token of somebody who may publish
 * @property {(tarball: Buffer) => Promise<void>} add serves a package that somebody else has published,
 * unless its version is there already
 * @property {() => Promise<void>} close
 */

/**
 * An npm registry, verdaccio, on a free port of 127.0.0.1. It asks no other registry: what it was not
 * given is not there. Everybody may install, who has the token may publish.
 *
 * @returns {Promise<LoopbackRegistry>}
 */
export async function startLoopbackRegistry() {
  const folder = mkdtempSync(join(tmpdir(), "kei-registry-"));
  /** @type {import("node:http").Server} */
  const server = await runServer({
    self_path: folder,
    storage: join(folder, "storage"),
    uplinks: {},
    packages: { "**": { access: "$all", publish: "$authenticated" } },
    auth: { htpasswd: { file: join(folder, "htpasswd") } },
    web: { enable: false },
    // Next.js's compiler has 35 MB, a third more in base64.
    max_body_size: "100mb",
    log: { type: "stderr", level: "fatal" },
  });
  // Server and client share a thread: while a large package is packed, an idle connection would run out,
  // and be reset by the request that uses it again.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}`;

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {string} [token]
   */
  const put = (path, body, token) =>
    fetch(`${url}/${path}`, {
      method: "PUT",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const user = { name: "kei", password: "for this registry alone" };
  const answer = await put("-/user/org.couchdb.user:kei", user);
  const { token } = /** @type {{ token: string }} */ (await answer.json());

  return {
    url,
    token,
    async add(tarball) {
      const manifest = JSON.parse(String(readTarball(tarball).get("package.json")));
      const response = await put(
        manifest.name.replace("/", "%2f"),
        publication(manifest, tarball, url),
        token,
      );
      if (!response.ok && response.status !== 409) {
        const why = await response.text();
        throw new Error(`${manifest.name}@${manifest.version} was not taken: ${why}`);
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * What `npm publish` sends.
 *
 * @param {{ name: string, version: string }} manifest
 * @param {Buffer} tarball
 * @param {string} url
 */
function publication(manifest, tarball, url) {
  const { name, version } = manifest;
  const file = `${name.split("/").at(-1)}-${version}.tgz`;
  const dist = {
    tarball: `${url}/${name}/-/${file}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
  };
  return {
    _id: name,
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist } },
    _attachments: {
      [file]: {
        content_type: "application/octet-stream",
        data: tarball.toString("base64"),
        length: tarball.length,
      },
    },
  };
}
