/** Short names for shapes of the customer-side API; all of them are generated from what the server describes. */
import type { components } from '@/shared/api/schema';

type Schemas = components['schemas'];

export type Person = Schemas['WidgetPerson'];
export type Session = Schemas['WidgetSession'];
export type TextNode = string | Schemas['RichNode'];
export type GuideStep = Schemas['GuideStep'];
export type Citation = Schemas['WidgetCitation'];
export type FileRef = Schemas['Attachment'];
export type Message = Schemas['WidgetMessage'];
/** The one promise about a person's reply. */
export type Wait = Schemas['Wait'];
/** What support would see of the page, as the server cleans it. */
export type Preview = Schemas['ContextPreview'];
export type Summary = Schemas['ConversationRow'];
export type Conversation = Schemas['WidgetConversation'];
export type ArticleRef = Schemas['WidgetArticleRow'];
export type Article = Schemas['WidgetArticle'];
export type Notice = Schemas['Notice'];
export type ProactiveMessage = Schemas['ProactiveMessage'];
export type Home = Schemas['WidgetHome'];

/** What `/ws/widget/` says. */
export type Frame = Schemas['WidgetFrame'];
export type EventName = Schemas['WidgetEventFrame']['name'];
export type SignalName = Schemas['WidgetSignalFrame']['name'];
export type Signal = Schemas['WidgetSignalData'];
