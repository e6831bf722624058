import { splitQuery } from "../platform/url-part.ts";

/**
 * Where a list of models is beside the endpoint of the requests; a function that gives `undefined` for an
 * endpoint of another kind, beside which nobody knows what is.
 *
 * @param ending of the path of the endpoint
 * @param place what stands there instead
 */
export function modelsBeside(
  ending: RegExp,
  place: string,
): (endpoint: string) => string | undefined {
  const modelsUrl = (endpoint: string) => {
    const [path, query] = splitQuery(endpoint);
    return ending.test(path) ? path.replace(ending, place) + query : undefined;
  };
  return modelsUrl;
}
