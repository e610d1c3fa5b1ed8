export { TestWindow } from './test-window';
