import { endpointsOf, placeholderProblem, variablesOf } from "../../endpoint.ts";
import type { Rule } from "../rule.ts";

/** Every placeholder of an endpoint is one that a client fills, and holds no key: URLs end up in logs. */
export const filledPlaceholders: Rule = ({ registry, report }) => {
  for (const record of registry.providers) {
    for (const { text, path } of endpointsOf(record)) {
      if (text.startsWith("local:")) continue;
      const problem = placeholderProblem(text);
      const key = variablesOf(text).find((name) => record.authEnv.includes(name));
      if (problem !== undefined) {
        report(
          "placeholder-unsafe",
          { record, path },
          {
            message: `the endpoint of "${record.id}" ${problem.what}`,
            hint: problem.hint,
          },
        );
      } else if (key !== undefined) {
        report(
          "placeholder-unsafe",
          { record, path },
          {
            message: `the endpoint of "${record.id}" has the key in it: ${key} is one of its auth_env`,
            hint: "leave it out: auth_scheme says how the key is sent",
          },
        );
      }
    }
  }
};
