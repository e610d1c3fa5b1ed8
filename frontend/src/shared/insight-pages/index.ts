export { InsightTabs } from './tabs';
