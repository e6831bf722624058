import { parseLayer } from "../../src/check/parse-layer.ts";
import { formatPretty } from "../../src/diagnostics/format/pretty.ts";
import { parseValue } from "../../src/edit/parse-value.ts";
import { priceAmount } from "../../src/edit/price-amount.ts";
import { changedLines, unifiedDiff } from "../../src/edit/line-diff.ts";
