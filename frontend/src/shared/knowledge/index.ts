export { KnowledgeTabs, type KnowledgePage } from './tabs';
