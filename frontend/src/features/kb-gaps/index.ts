export { GapsScreen } from './gaps-screen';
export { OutcomesScreen } from './outcomes-screen';
export { SearchesScreen } from './searches-screen';
