import { queryOptions } from '@tanstack/react-query';

import { api, isProblem, type BodyOf, type Schemas } from '@/shared/api';
import type { CallInput } from '@/shared/ticket-list';
import { orNothing } from '@/shared/ticket-screen';

import type { StoredDraft } from './model/draft-machine';
import type { Changes } from './model/field-conflict';
import type { Wish } from './model/rewording-machine';
import { outgoingActions } from './macros/staged';
import type { Outgoing } from './model/send-machine';
import type { ComposerKind, DraftFault, Entry } from './types';

/** What the engines in use can do with a text: it changes with the server's settings alone. */
export const copilotQuery = queryOptions({
  queryKey: ['copilot'] as const,
  queryFn: () => api.get('/assistant/copilot'),
  staleTime: Infinity,
});

export type NotMineReason = BodyOf<'/tickets/{number}/routing/feedback', 'post'>['reason'];

export type EscalationAhead = Schemas['EscalationAhead'];

export const ticketApi = {
  read: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}', { path: { number }, signal }),
  change: (number: number, changes: Changes, version: number) =>
    api.patch('/tickets/{number}', { path: { number }, body: changes, ifMatch: version }),
  earlier: (number: number, before: string) =>
    api.get('/tickets/{number}/timeline', { path: { number }, query: { before: Number(before), limit: 30 } }),
  markRead: (number: number) => api.post('/tickets/{number}/read', { path: { number } }),
  sla: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/sla', { path: { number }, signal })),
  routing: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/routing', { path: { number }, signal })),
  notMine: (number: number, reason: NotMineReason, teamId?: number) =>
    api.post('/tickets/{number}/routing/feedback', {
      path: { number },
      body: { reason, ...(teamId === undefined ? {} : { team_id: teamId }) },
    }),
  helpAhead: (number: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/escalate', { path: { number }, signal }),
  askHelp: (number: number, note: string, idempotencyKey: string) =>
    api.post('/tickets/{number}/escalate', { path: { number }, body: { note }, idempotencyKey }),
  assignees: (number: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/assignees', { path: { number }, signal }),
  undo: (token: string) => api.post('/undo', { body: { token } }),
  handoff: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/handoff', { path: { number }, signal })),
  session: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/session', { path: { number }, signal })),
  triage: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/triage', { path: { number }, signal })),
  correct: (number: number, body: BodyOf<'/tickets/{number}/triage', 'patch'>) =>
    api.patch('/tickets/{number}/triage', { path: { number }, body }),
  suggestions: (number: number, signal?: AbortSignal) =>
    orNothing(api.get('/tickets/{number}/suggestions', { path: { number }, signal })),
  macros: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/macros', { path: { number }, signal }),
  applyMacro: (id: number, number: number) =>
    api.post('/macros/{macro_id}/apply', { path: { macro_id: id }, body: { numbers: [number] } }),
  draftReply: (number: number, signal?: AbortSignal) =>
    api.post('/tickets/{number}/copilot/draft', { path: { number }, signal }),
  reword: (number: number, wish: Wish, text: string, signal?: AbortSignal) =>
    wish === 'translate'
      ? api.post('/tickets/{number}/copilot/translate', { path: { number }, body: { text }, signal })
      : api.post('/tickets/{number}/copilot/rewrite', { path: { number }, body: { text, style: wish }, signal }),
  summary: (number: number) => api.post('/tickets/{number}/copilot/summary', { path: { number } }),
  rejectDraft: (number: number, id: number, reason: DraftFault) =>
    api.post('/tickets/{number}/copilot/draft/rejection', { path: { number }, body: { id, reason } }),
  article: (id: number, signal?: AbortSignal) => orNothing(api.get('/articles/{article_id}', { path: { article_id: id }, signal })),
  /** Articles that are still to be published. */
  articlesToCome: (q: string, signal?: AbortSignal) =>
    api.get('/articles', { query: { q: q || undefined, status: 'draft,review', limit: 20 }, signal }),
  contactTickets: (contactId: number, signal?: AbortSignal) =>
    api.get('/contacts/{contact_id}/tickets', { path: { contact_id: contactId }, signal }),
};

export const scheduledApi = {
  list: (number: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/scheduled-replies', { path: { number }, signal }),
  create: (number: number, body: BodyOf<'/tickets/{number}/scheduled-replies', 'post'>) =>
    api.post('/tickets/{number}/scheduled-replies', { path: { number }, body }),
  remove: (number: number, id: string) =>
    api.delete('/tickets/{number}/scheduled-replies/{scheduled_id}', { path: { number, scheduled_id: id } }),
};

const DRAFT = '/tickets/{number}/drafts/{kind}';

export const draftApi = {
  load: (number: number, kind: ComposerKind) => orNothing(api.get(DRAFT, { path: { number, kind } })),
  save: (number: number, kind: ComposerKind, body: StoredDraft) => api.put(DRAFT, { path: { number, kind }, body }),
  remove: (number: number, kind: ComposerKind) => api.delete(DRAFT, { path: { number, kind } }),
  saveOnLeaving: (number: number, kind: ComposerKind, body: StoredDraft) =>
    api.put(DRAFT, { path: { number, kind }, body, keepalive: true }),
};

export function postReply(
  message: Outgoing,
  { isForced, isLeaving }: { isForced: boolean; isLeaving: boolean },
): Promise<Entry> {
  return api.post('/tickets/{number}/replies', {
    path: { number: message.ticket },
    body: {
      body: message.bodyHtml,
      body_format: 'html',
      kind: message.kind,
      seen_entry_id: message.seenEntryId,
      force: isForced,
      status: message.status,
      attachment_ids: message.attachments.map((file) => file.id),
      ...(message.recipients ? { cc: message.recipients.cc } : {}),
      client_id: message.clientId,
      ...(message.macro ? { macro_id: message.macro.id, actions: outgoingActions(message.macro.actions) } : {}),
    },
    // A forced repeat is another request; the server still keeps the message once by its client_id.
    idempotencyKey: isForced ? `${message.clientId}-forced` : message.clientId,
    keepalive: isLeaving,
  });
}

/** Messages that hold back a reply, if that is why the server refused it. */
export function newerMessages(error: unknown): Entry[] | null {
  if (!isProblem(error, 'tickets.stale_reply')) return null;
  const newer = error.data['newer'];
  return Array.isArray(newer) ? (newer as Entry[]) : [];
}

/** What was said on the phone; `request` makes a repeat harmless. */
export const postCall = (
  number: number,
  body: { body: string; kind: 'public' | 'note'; call: CallInput },
  request: string,
): Promise<Entry> => api.post('/tickets/{number}/replies', { path: { number }, body: { ...body, client_id: request }, idempotencyKey: request });
