/** Components for pages of your own. None has state or effects: server components may use them. */
export type { Answer } from "./facts/answer-of.ts";
export { answerOf, answers } from "./facts/answer-of.ts";
export type { StatusBadgeProps } from "./parts/badges.tsx";
export { AnswerBadge, StatusBadge } from "./parts/badges.tsx";
export { CapabilityList } from "./parts/capability-list.tsx";
export { OuterLink } from "./parts/link.tsx";
export type { ModelCardProps } from "./parts/model-card.tsx";
export { ModelCard } from "./parts/model-card.tsx";
export type { PriceTableProps } from "./parts/price-table.tsx";
export { PriceTable } from "./parts/price-table.tsx";
export { costText, lifecycleText, rateText, shortTokens, unknownText } from "./parts/texts.ts";
export type { Words } from "./words/en.ts";
export { en } from "./words/en.ts";
export { ru } from "./words/ru.ts";
