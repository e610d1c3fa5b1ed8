export type { ArticleFilters } from './api';
export { ArticleScreen } from './article-screen';
export { KnowledgeScreen } from './kb-screen';
