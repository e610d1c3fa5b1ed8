export { KnowledgeTabs } from './tabs';
