export { SourcesScreen } from './sources-screen';
export { sourcesSearch, type SourcesSearch } from './search';
