import { createServer } from "node:http";

/**
 * Runs a program against a server of this machine.
 *
 * @param {Readonly<Record<string, readonly [status: number, body: object]>>} answers by the path of the request
 * @param {(at: (path: string) => { apiKey: string, endpoint: string }) => Promise<void>} run gets the options of clients
 */
export async function onLoopback(answers, run) {
  const server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ""] ?? [404, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    await run((path) => ({ apiKey: "none", endpoint: `http://127.0.0.1:${port}${path}` }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
