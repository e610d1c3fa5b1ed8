export { SourcesScreen } from './sources-screen';
