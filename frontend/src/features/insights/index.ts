export { insightsSearch } from './search';
export type { InsightsSearch } from './search';
