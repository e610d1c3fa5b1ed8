export { playbooksSearch } from './search';
