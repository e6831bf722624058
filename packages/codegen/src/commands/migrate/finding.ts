import type { EndingState } from "../../migrate/endings.ts";
import type { FoundName } from "../../migrate/found-name.ts";
import { type ModelChange, modelChanges } from "../../migrate/model-changes.ts";
import type { Registry } from "../../registry/model.ts";
import type { TextFile } from "./read-texts.ts";

/** A name of a model that has to go, as `--json` prints it. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As it is written. */
  readonly id: string;
  /** Refs of the models that it may mean: mostly one. */
  readonly models: readonly string[];
  readonly state: EndingState;
  /** First day on which the model is not to be used any more, if the registry has it. */
  readonly since?: string;
  /** What stands there then; absent where nothing is known, or {@link note} says why it stays. */
  readonly successor?: string;
  /** Ref of the model to use instead. */
  readonly replacedBy?: string;
  /** Why the text stays as it is though there is a successor. */
  readonly note?: string;
  /** What is otherwise with the successor. */
  readonly changes: readonly ModelChange[];
}

/** Puts together what is said of a name. */
export function createFinding(registry: Registry): (file: TextFile, name: FoundName) => Finding {
  const known = new Map<string, readonly ModelChange[]>();
  return ({ source }, { name, start, meaning, by, note }) => {
    const { ending, candidates, written } = meaning;
    const first = ending ?? candidates[0];
    if (first === undefined) throw new RangeError(`${name} means nothing`);
    const { model, state } = first;
    const successor = ending?.successor;
    const changesOf = () => {
      if (successor === undefined || state === "renamed") return [];
      const key = JSON.stringify([model.ref, successor.ref]);
      const changes = known.get(key) ?? modelChanges(model, successor, registry);
      known.set(key, changes);
      return changes;
    };
    const since = state === "retired" ? model.retiresAt : (model.deprecatedAt ?? model.retiresAt);
    return {
      file: source.path,
      ...source.position(start),
      id: name,
      models: candidates.map((each) => each.model.ref),
      state,
      ...(since === undefined || state === "renamed" ? {} : { since }),
      ...(written === undefined || by === undefined ? {} : { successor: written }),
      ...(successor === undefined ? {} : { replacedBy: successor.ref }),
      ...(note === undefined ? {} : { note }),
      changes: changesOf(),
    };
  };
}
