/**
 * Short names for shapes of the REST API and of live events. All of them are generated: `schema.d.ts` is
 * written by `make openapi` from what the server describes.
 */

import type { components } from './schema';

export type Schemas = components['schemas'];

export type ArticleInput = Schemas['PatchedArticleInput'];
export type MeInput = Schemas['PatchedMeUpdate'];
export type ViewInput = Schemas['PatchedViewInput'];
export type TicketInput = Schemas['TicketCreate'];

export type Status = Schemas['TicketStatus'];
export type Priority = Schemas['Priority'];
export type Channel = Schemas['Channel'];
/** How a reply leaves. */
export type Way = TicketRow['reply_by'];
export type Tier = TicketRow['tier'];
export type Segment = Schemas['Segment'];
export type Handler = Schemas['Handler'];
export type ConfidenceWord = Schemas['SuggestedReply']['confidence_word'];
export type PresenceStatus = Schemas['Presence'];
export type Theme = Me['theme'];

export type Named = Schemas['IdName'];

/** A page of a list, as every list answers. */
export type Page<Row> = Omit<Schemas['IdNamePage'], 'results'> & { results: Row[] };

/** The next due clock of a ticket, as its row carries it. */
export type RowClock = Schemas['RowClock'];
export type ClockKind = RowClock['kind'];
export type ClockState = RowClock['state'];

export type TicketRow = Schemas['TicketRow'];
export type TicketDetail = Schemas['TicketDetail'];

/** One line of a timeline; `kind` tells what its payload holds. */
export type Entry = Schemas['Entry'];
export type EntryKind = Entry['kind'];
export type EntryOf<Kind extends EntryKind> = Extract<Entry, { kind: Kind }>;
export type AuthorKind = Schemas['AuthorKind'];
export type AttachmentFile = Schemas['Attachment'];
export type Citation = Schemas['Citation'];

/** Fields whose values are a closed list; the server checks them where they are set. */
type Choices = Pick<TicketRow, 'status' | 'priority' | 'tier' | 'type' | 'handler'>;

/** Fields a PATCH of a ticket takes. */
export type TicketChanges = Omit<Schemas['PatchedTicketChange'], keyof Choices> & Partial<Choices>;

/** A bulk change may also add and remove tags. */
export type BulkChanges = TicketChanges & { add_tags?: string[]; remove_tags?: string[] };

export type Notice = Schemas['StaffNotice'];
export type NoticeKind = Notice['kind'];
export type NoticeChoices = Schemas['NoticeChoices'];
/** Which notices are put away, or taken out again. */
export type NoticesChange = { ids: number[] } | { ticket: number } | { until: string } | { unread: number[] };

export type Me = Schemas['Me'];
export type StaffUser = Schemas['StaffUser'];
export type Team = Schemas['Team'];
export type Brand = Schemas['Brand'];
export type ChannelRule = Schemas['ChannelRule'];

export type ViewKind = Schemas['ViewKind'];
export type SavedView = Schemas['SavedView'];
/** Tickets of each view, by the view's id as text; 1000 stands for more than 999. */
export type ViewCounts = Record<string, number>;

/** A found ticket is a whole row besides; the others have their id, title and snippet alone. */
export type SearchHit = Schemas['SearchHit'];

export type Company = Schemas['Company'];
export type Contact = Schemas['Contact'];
export type BulkResult = Schemas['BulkResult'];

/** What events of the workspace's socket carry. */
export type LiveEventData = Schemas['EventData'];
export type TicketNews = Schemas['TicketNews'];
