export { askSearch } from './ask-search';
export { insightsSearch } from './search';
export type { InsightsSearch } from './search';
