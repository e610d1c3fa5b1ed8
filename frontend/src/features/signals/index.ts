export { signalsSearch } from './search';
