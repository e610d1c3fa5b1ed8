/** Short names for generated shapes that only the ticket screen uses. */
import type { Schemas } from '@/shared/api';

export type {
  AttachmentFile,
  AuthorKind,
  Citation,
  ClockKind,
  ClockState,
  ConfidenceWord,
  Entry,
  EntryKind,
  EntryOf,
  Named,
  Priority,
  Status,
  TicketDetail,
} from '@/shared/api';

export type ComposerKind = 'public' | 'note';

export type DraftFault = Schemas['DraftRejectionInput']['reason'];
/** Why a draft is of no use. */
export const DRAFT_FAULTS: readonly DraftFault[] = ['wrong', 'other_question', 'incomplete', 'tone', 'not_for_it'];
export type CopilotDraft = Schemas['SuggestedReply'];
export type Reworded = Schemas['Reworded'];
export type SlaClock = Schemas['SlaClock'];
export type SlaDetail = Schemas['TicketSla'];
export type SlaStep = Schemas['ClockLine'];
export type RoutingDetail = Schemas['TicketRouting'];
export type PastDecision = Schemas['PastDecision'];
export type SessionContext = Schemas['SharedContext'];
export type HandoffDetail = Schemas['Handoff'];
export type TriageDetail = Schemas['Triage'];
export type TriageField = TriageDetail['fields'][keyof TriageDetail['fields']];
/** Whom, and which team, this reader can give the ticket to. */
export type Assignees = Schemas['Assignees'];
export type Suggestions = Schemas['Suggestions'];
export type ContactDetail = Schemas['ContactDetail'];
