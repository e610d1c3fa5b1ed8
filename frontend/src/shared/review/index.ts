export { ReviewedConversation, SpokenLine, SpokenMessage } from './reviewed-conversation';
