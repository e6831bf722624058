import { ascendingTiers } from "./ascending-tiers.ts";
import { consistentRates } from "./consistent-rates.ts";
import { derivableProtocols } from "./derivable-protocols.ts";
import { distinctIdentifiers } from "./distinct-identifiers.ts";
import { filledPlaceholders } from "./filled-placeholders.ts";
import { fittingPaths } from "./fitting-paths.ts";
import { knownReferences } from "./known-references.ts";
import { livingSuccessors } from "./living-successors.ts";
import { orderedDates } from "./ordered-dates.ts";
import { parsableEndpoints } from "./parsable-endpoints.ts";
import { pastVerification } from "./past-verification.ts";
import { plausiblePrices } from "./plausible-prices.ts";
import { plausibleTiers } from "./plausible-tiers.ts";
import { plausibleWindows } from "./plausible-windows.ts";
import { possibleConditions } from "./possible-conditions.ts";
import { priceRows } from "./price-rows.ts";
import { reachableProtocols } from "./reachable-protocols.ts";
import type { Rule } from "./rule.ts";
import { secureEndpoints } from "./secure-endpoints.ts";
import { uniqueAliases } from "./unique-aliases.ts";
import { uniqueIds } from "./unique-ids.ts";
import { uniqueSlugs } from "./unique-slugs.ts";

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
