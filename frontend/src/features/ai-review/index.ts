export { AssistantArea, AssistantHome } from './area';
