import { livingSuccessors } from "./dates/living-successors.ts";
import { orderedDates } from "./dates/ordered-dates.ts";
import { pastVerification } from "./dates/past-verification.ts";
import { derivableProtocols } from "./endpoints/derivable-protocols.ts";
import { filledPlaceholders } from "./endpoints/filled-placeholders.ts";
import { fittingPaths } from "./endpoints/fitting-paths.ts";
import { parsableEndpoints } from "./endpoints/parsable-endpoints.ts";
import { reachableProtocols } from "./endpoints/reachable-protocols.ts";
import { secureEndpoints } from "./endpoints/secure-endpoints.ts";
import { distinctIdentifiers } from "./ids/distinct-identifiers.ts";
import { knownReferences } from "./ids/known-references.ts";
import { uniqueAliases } from "./ids/unique-aliases.ts";
import { uniqueIds } from "./ids/unique-ids.ts";
import { uniqueSlugs } from "./ids/unique-slugs.ts";
import { plausibleWindows } from "./plausible-windows.ts";
import { ascendingTiers } from "./prices/ascending-tiers.ts";
import { consistentRates } from "./prices/consistent-rates.ts";
import { plausiblePrices } from "./prices/plausible-prices.ts";
import { plausibleTiers } from "./prices/plausible-tiers.ts";
import { possibleConditions } from "./prices/possible-conditions.ts";
import { priceRows } from "./prices/price-rows.ts";
import type { Rule } from "./rule.ts";

/** Every check across records. Each runs over the whole registry; the order does not matter. */
export const rules: readonly Rule[] = [
  uniqueIds,
  uniqueSlugs,
  uniqueAliases,
  distinctIdentifiers,
  knownReferences,
  livingSuccessors,
  parsableEndpoints,
  filledPlaceholders,
  secureEndpoints,
  derivableProtocols,
  fittingPaths,
  plausiblePrices,
  consistentRates,
  plausibleTiers,
  plausibleWindows,
  ascendingTiers,
  pastVerification,
  priceRows,
  reachableProtocols,
  possibleConditions,
  orderedDates,
];
