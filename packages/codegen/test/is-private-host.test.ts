import { expect, it } from "vitest";
import { isPrivateHost as ofClients } from "../../runtime/src/platform/is-private-host.ts";
import { isPrivateHost } from "../src/registry/is-private-host.ts";
import { PRIVATE_HOSTS } from "./support/private-hosts.ts";

it.each(PRIVATE_HOSTS)("%s is private: %s, for the check and for clients", (host, isPrivate) => {
  const { hostname } = new URL(`http://${host}:8080/v1`);
  expect(isPrivateHost(hostname)).toBe(isPrivate);
  expect(ofClients(hostname)).toBe(isPrivate);
});
