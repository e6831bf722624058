// Runs the suite in a page, which tells the server that it came from.
import * as runtime from "@kei/runtime";
import * as anthropic from "@kei/runtime/anthropic";
import * as google from "@kei/runtime/google";
import * as ollamaLocal from "@kei/runtime/ollama-local";
import * as openai from "@kei/runtime/openai";
import * as zod from "zod";
import { type Modules, runSuite } from "./suite.ts";

const modules: Omit<Modules, "@kei/runtime/node"> = {
  "@kei/runtime": runtime,
  "@kei/runtime/anthropic": anthropic,
  "@kei/runtime/google": google,
  "@kei/runtime/ollama-local": ollamaLocal,
  "@kei/runtime/openai": openai,
  zod,
};

runSuite({
  base: new URLSearchParams(location.search).get("base") ?? "",
  load: async (specifier) => (modules as Modules)[specifier],
  has: ["browser"],
})
  .catch((error) => [{ name: "the suite", ok: false, error: String(error) }])
  .then((results) => fetch("/results", { method: "POST", body: JSON.stringify(results) }));
