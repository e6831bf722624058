import { type CallRequest, createControl } from "../call/call.ts";
import { type CallControl, waitForPart } from "../call/call-control.ts";
import type { CallHooks, CallStart } from "../call/options.ts";
import { settingsOfCall } from "../call/settings.ts";
import type { KeiError } from "../chat/errors.ts";
import { libraryOf } from "../chat/for-libraries.ts";
import type { Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { findCallCheck } from "../chat/typed-tool.ts";
import { badRequest } from "../failure/request-failures.ts";
import type { OutputReader } from "../output/create-output-reader.ts";
import { callHook } from "../platform/call-hook.ts";
import { createLoader } from "../platform/load-part.ts";
import { fields, isRecord, text } from "../platform/records.ts";
import type { ModelCatalog, ResolvedModel } from "./model-catalog.ts";
import type { Spoken } from "./spoken.ts";
import type { SpokenProtocols } from "./spoken-protocols.ts";

const loadOutputReader = createLoader(() => import("../output/create-output-reader.ts"));

/** A checked request: what is sent, and what is needed to make a reply of the answer. */
export interface PreparedCall {
  readonly context: Spoken;
  readonly request: CallRequest;
  /** Runs since the request was given. */
  readonly control: CallControl;
  /** What went over the wire: `extraBody` may name another than the request. */
  readonly model: ResolvedModel;
  readonly warnings: readonly Warning[];
  /** Absent: no schema was asked for. */
  readonly readOutput: OutputReader | undefined;
}

/**
 * Makes what is sent of a request. The code that writes it is loaded with the first one, what looks into
 * schemas with the first that has some: without it nothing is sent, and so nothing is paid for. When it is
 * there, nothing is waited for.
 *
 * @param early what fails before there is a call, as the caller gets it
 */
export function createPrepareCall(
  spoken: SpokenProtocols<Spoken>,
  catalog: ModelCatalog,
  early: (thrown: unknown, model: unknown) => KeiError,
) {
  /**
   * @param use makes something of it, and what it throws is of the request as well
   * @param isCall a call begins with it, of which hooks are told
   * @throws KeiError
   */
  return async <T>(
    request: ChatRequest,
    stream: boolean,
    use: (prepared: PreparedCall) => T,
    isCall = false,
  ): Promise<T> => {
    let control: CallControl | undefined;
    let ownHooks: CallHooks | undefined;
    try {
      if (!isRecord(request)) throw badRequest("the request must be an object");
      const { extraBody, output, signal, tools } = request;
      const model = catalog.resolve(request.model);
      const own = spoken.forModel(model.facts);
      const other = text(fields(extraBody)["model"]);
      const answering = other === "" ? model : { id: other, facts: catalog.find(other) };
      let settings = settingsOfCall(own.settings, own.provider, request);
      const { hooks, endpoint } = settings;
      if (isCall && hooks.onCall !== undefined) {
        const { id, transport } = own.provider;
        const info = {
          provider: id,
          transport,
          model: answering.id,
          protocol: own.protocol.name,
          isStream: stream,
          endpoint: undefined as string | undefined,
          request,
        };
        callHook((call: CallStart) => {
          // What it lacks is said when the request is written.
          callHook(() => {
            info.endpoint = endpoint(model.id);
          }, call);
          ownHooks = hooks.onCall?.(call) ?? undefined;
          return ownHooks;
        }, info);
        settings = { ...settings, ownHooks };
      }
      const running = createControl(settings, signal);
      control = running;
      const wait = <Part>(loading: Promise<Part>) =>
        waitForPart(loading, running, settings.timeouts);
      const warnings: Warning[] = [];
      const library = libraryOf(request);
      const warn = (warning: Warning) => {
        warnings.push(warning);
        library?.onWarning(warning);
        settings.warn(warning);
      };
      let asked = request;
      let requests = own.loadRequests.loaded;
      if (requests === undefined) {
        // Both at the same time.
        if (output !== undefined) void loadOutputReader();
        // The caller may go on with the conversation meanwhile.
        const { messages } = request;
        asked = { ...request, messages: Array.isArray(messages) ? [...messages] : messages };
        requests = await wait(own.loadRequests());
      }
      const { side, writeRequest } = requests;
      const written = writeRequest({ ...own, settings }, side, asked, model, catalog, stream, warn);
      let sent = written.request;
      let readOutput: OutputReader | undefined;
      if (output !== undefined) {
        const part = loadOutputReader.loaded ?? (await wait(loadOutputReader()));
        const read = part.createOutputReader(output, warn);
        readOutput = library
          ? (reason, answer) => read(reason, answer).catch(() => undefined)
          : read;
      }
      const loadCheck = findCallCheck(tools);
      if (loadCheck !== undefined) {
        const { createCallCheck } = await wait(loadCheck());
        const checkCalls = createCallCheck(tools ?? [], warn);
        sent = { ...sent, asked: sent.asked && { ...sent.asked, checkCalls } };
      }
      return use({
        context: { ...own, settings: written.settings },
        request: sent,
        control,
        model: answering,
        warnings,
        readOutput,
      });
    } catch (thrown) {
      control?.dispose();
      const error = early(thrown, request?.model);
      callHook(ownHooks?.onError, error);
      throw error;
    }
  };
}
