import { identifier } from "../../names.ts";
import { forEachDuplicate, type Rule } from "../rule.ts";

/** Provider ids become identifiers of generated code, in which some of them meet: `a-1` and `a1`. */
export const distinctIdentifiers: Rule = ({ registry, report }) => {
  const byId = [...new Map(registry.providers.map((record) => [record.id, record])).values()];
  forEachDuplicate(
    byId,
    ({ id }) => identifier(id),
    (record, first) =>
      report(
        "identifier-clash",
        { record, path: ["id"] },
        {
          message: `"${record.id}" and "${first.id}" both become ${identifier(record.id)} in generated code`,
          hint: "rename one of the two",
          related: [{ message: "the other one", at: { record: first, path: ["id"] } }],
        },
      ),
  );
};
