import { type Capability, capabilities } from "@kei/registry";
import { useState } from "react";
import { type Answer, answers } from "../facts/answer-of.ts";
import type { ChangeSearch } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import type { Filters } from "./filters.ts";

/** A capability, and which of the four answers is asked for. */
export function CapabilityFilter({
  chosen,
  change,
}: {
  readonly chosen: Filters["can"];
  readonly change: ChangeSearch;
}) {
  const { words } = useSite();
  const [answer, setAnswer] = useState<Answer>("yes");
  const write = (list: Filters["can"]) =>
    change((params) => {
      params.delete("can");
      for (const each of list) params.append("can", each.join(":"));
    });
  const others = (capability: Capability) => chosen.filter(([each]) => each !== capability);
  return (
    <fieldset className="can">
      <legend>{words.capabilities}</legend>
      <div className="pair">
        <select
          aria-label={words.answerWanted}
          value={answer}
          onChange={({ target }) => setAnswer(target.value as Answer)}
        >
          {answers.map((each) => (
            <option key={each} value={each}>
              {words.answer[each]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.capabilities}
          value=""
          onChange={({ target }) =>
            write([...others(target.value as Capability), [target.value as Capability, answer]])
          }
        >
          <option value="">{words.addCapability}</option>
          {capabilities.map((each) => (
            <option key={each} value={each}>
              {words.capability[each]}
            </option>
          ))}
        </select>
      </div>
      {chosen.map(([capability, wanted]) => (
        <button
          key={capability}
          type="button"
          className="chip"
          onClick={() => write(others(capability))}
        >
          {words.answer[wanted]}: {words.capability[capability]} <span aria-hidden="true">×</span>
          <span className="hidden">{words.remove}</span>
        </button>
      ))}
    </fieldset>
  );
}
