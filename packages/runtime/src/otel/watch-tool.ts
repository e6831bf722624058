import { context, SpanKind } from "@opentelemetry/api";
import type { ToolHooks, ToolInfo } from "../tools/run-options.ts";
import type { Fields } from "./names.ts";
import { type Means, Watch } from "./watch.ts";

/** A span of one call of a tool, and how long it took. */
export function watchTool({ call, tool }: ToolInfo, means: Means): ToolHooks {
  const { content, instruments } = means;
  const common: Fields = { toolName: tool.name, toolType: "function" };
  const watch = new Watch(means, `execute_tool ${tool.name}`, SpanKind.INTERNAL, {
    operation: "execute_tool",
    ...common,
    toolCallId: call.id,
    toolDescription: tool.description,
    toolArguments: content ? JSON.stringify(call.arguments) : undefined,
  });
  const end = (failure: { readonly message: string } | undefined, fields: Fields) =>
    watch.end(failure, fields, (seconds) =>
      instruments.record("toolDuration", seconds, { ...common, errorType: fields.errorType }),
    );
  return {
    around: (run) => context.with(watch.context, run),
    onResult({ content: told, isError, error }) {
      const result = typeof told === "string" ? told : JSON.stringify(told);
      end(isError ? { message: result } : undefined, {
        errorType: isError ? errorType(error) : undefined,
        toolResult: content ? result : undefined,
      });
    },
    onAbort: () => end({ message: "the run was aborted" }, { errorType: "aborted" }),
  };
}

/** The class of what was thrown. */
function errorType(thrown: unknown): string {
  return thrown instanceof Error && thrown.name !== "" ? thrown.name : "_OTHER";
}
