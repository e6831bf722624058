import { forEachDuplicate, type Rule } from "../rule.ts";

/** Longest slug that downstream's `agent-shell::<provider>:<model>:<caps>` keys keep. */
const MAX_SLUG = 64;

/** Slugs name models without their provider, so they are unique in the whole registry. */
export const uniqueSlugs: Rule = ({ registry, report }) => {
  const named = registry.models.flatMap((record) =>
    record.slug === undefined ? [] : [{ record, slug: record.slug }],
  );
  forEachDuplicate(
    named,
    ({ slug }) => slug,
    ({ record, slug }, { record: first }) =>
      report(
        "duplicate-slug",
        { record, path: ["slug"] },
        {
          message: `models "${record.ref}" and "${first.ref}" both have the slug "${slug}"`,
          hint: `such as "${record.provider}-${slug}"`,
          related: [{ message: "also used here", at: { record: first, path: ["slug"] } }],
        },
      ),
  );
  for (const { record, slug } of named) {
    if (slug.length <= MAX_SLUG) continue;
    report(
      "long-slug",
      { record, path: ["slug"] },
      {
        message: `the slug of "${record.ref}" has ${slug.length} characters`,
        hint: `shorten it to ${MAX_SLUG}: programs that store slugs keep no more`,
      },
    );
  }
};
