/**
 * Models that data sets list among those to talk to and that serve one special purpose, by a part of
 * their ids. No refresh proposes them and no comparison misses them; a registry may have them.
 */
const SPECIAL: readonly (readonly [part: RegExp, purpose: string])[] = [
  [/(?:^|[-/])cyber(?:-|$)/, "for security work by vetted users"],
  [/(?:^|[-/])daybreak(?:-|$)/, "for security work by vetted users"],
  [/(?:^|[-/])rosalind(?:-|$)/, "for research in the life sciences"],
  [/deep-research/, "for research reports, by an interface of its own"],
  [/(?:^|[-/])robotics(?:-|$)/, "for robots"],
  [/computer-use/, "for the control of a computer"],
  [/search-preview/, "for search"],
  [/(?:^|[-/])(?:tts|live|realtime|transcribe|audio)(?:-|$)/, "for speech"],
  [/(?:^|[-/])(?:image|imagine|video)(?:-|$)/, "for pictures and video"],
  [/embed/, "for embeddings"],
  [/moderation|guard/, "for moderation"],
];

/** What special purpose a model serves, by its id; `undefined` for a model to talk to. */
export function specialPurpose(id: string): string | undefined {
  return SPECIAL.find(([part]) => part.test(id.toLowerCase()))?.[1];
}
