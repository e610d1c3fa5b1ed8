export { driftSearch, qualitySearch } from './search';
