import { api, ApiProblem, isProblem, request, urlOf, type Page } from '@/shared/api';
import { orNothing } from '@/shared/ticket-screen';

import type { StoredDraft } from './model/draft-machine';
import type { Changes } from './model/field-conflict';
import type { Outgoing } from './model/send-machine';
import type {
  Assignees,
  AttachmentFile,
  ComposerKind,
  CopilotDraft,
  Entry,
  HandoffDetail,
  LoadedTimeline,
  RoutingDetail,
  SessionContext,
  SlaDetail,
  Suggestions,
  TicketDetail,
  TriageDetail,
} from './types';

const of = (number: number, part = '') => `/tickets/${number}${part}`;

export const ticketApi = {
  read: (number: number, signal?: AbortSignal) => api.get<TicketDetail>(of(number), withSignal(signal)),
  change: (number: number, changes: Changes, version: number) =>
    api.patch<TicketDetail>(of(number), changes, { ifMatch: version }),
  earlier: (number: number, before: string) =>
    api.get<LoadedTimeline>(of(number, '/timeline'), { query: { before, limit: 30 } }),
  markRead: (number: number) => api.post(of(number, '/read')),
  sla: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<SlaDetail>(of(number, '/sla'), withSignal(signal))),
  routing: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<RoutingDetail>(of(number, '/routing'), withSignal(signal))),
  notMine: (number: number, reason: string, teamId?: number) =>
    api.post<{ undo?: string | null }>(of(number, '/routing/feedback'), {
      reason,
      ...(teamId === undefined ? {} : { team_id: teamId }),
    }),
  assignees: (number: number, signal?: AbortSignal) => api.get<Assignees>(of(number, '/assignees'), withSignal(signal)),
  undo: (token: string) => api.post('/undo', { token }),
  handoff: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<HandoffDetail>(of(number, '/handoff'), withSignal(signal))),
  session: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<SessionContext>(of(number, '/session'), withSignal(signal))),
  triage: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<TriageDetail>(of(number, '/triage'), withSignal(signal))),
  correct: (number: number, field: string, value: string) =>
    api.patch<TriageDetail>(of(number, '/triage'), { [field]: value }),
  suggestions: (number: number, signal?: AbortSignal) =>
    orNothing(api.get<Suggestions>(of(number, '/suggestions'), withSignal(signal))),
  draftReply: (number: number, signal?: AbortSignal) =>
    api.post<CopilotDraft>(of(number, '/copilot/draft'), {}, withSignal(signal)),
  contactTickets: (contactId: number, signal?: AbortSignal) =>
    api.get<Page<TicketDetail>>(`/contacts/${contactId}/tickets`, withSignal(signal)),
};

function withSignal(signal: AbortSignal | undefined) {
  return signal ? { signal } : {};
}

export const draftApi = {
  load: (number: number, kind: ComposerKind) =>
    orNothing(api.get<StoredDraft | null>(of(number, `/drafts/${kind}`))),
  save: (number: number, kind: ComposerKind, draft: StoredDraft) =>
    api.put<StoredDraft>(of(number, `/drafts/${kind}`), draft),
  remove: (number: number, kind: ComposerKind) => api.delete(of(number, `/drafts/${kind}`)),
  saveOnLeaving: (number: number, kind: ComposerKind, draft: StoredDraft) =>
    sendOnLeaving<StoredDraft>('PUT', of(number, `/drafts/${kind}`), draft),
};

export async function postReply(
  message: Outgoing,
  { isForced, isLeaving }: { isForced: boolean; isLeaving: boolean },
): Promise<Entry> {
  const path = of(message.ticket, '/replies');
  const body = {
    body: message.bodyHtml,
    body_format: 'html',
    kind: message.kind,
    seen_entry_id: message.seenEntryId,
    force: isForced,
    status: message.status,
    attachment_ids: message.attachments.map((file) => file.id),
    ...(message.recipients ? { cc: message.recipients.cc } : {}),
    client_id: message.clientId,
  };
  // A forced repeat is another request; the server still keeps the message once by its client_id.
  const idempotencyKey = isForced ? `${message.clientId}-forced` : message.clientId;
  if (isLeaving) return sendOnLeaving<Entry>('POST', path, body, idempotencyKey);
  return (await request<Entry>('POST', path, body, { idempotencyKey })).data;
}

/** Messages that hold back a reply, if that is why the server refused it. */
export function newerMessages(error: unknown): Entry[] | null {
  if (!isProblem(error, 'tickets.stale_reply')) return null;
  const newer = error.data['newer'];
  return Array.isArray(newer) ? (newer as Entry[]) : [];
}

/** A request that outlives the page. Its answer is read only if the page is still there. */
async function sendOnLeaving<Data>(method: string, path: string, body: unknown, key?: string): Promise<Data> {
  const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? '';
  const response = await fetch(urlOf(path), {
    method,
    keepalive: true,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'X-CSRFToken': decodeURIComponent(token),
      ...(key ? { 'Idempotency-Key': key } : {}),
    },
    body: JSON.stringify(body),
  });
  const content = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new ApiProblem(response.status, content);
  return content as Data;
}

export interface Upload {
  done: Promise<AttachmentFile>;
  cancel: () => void;
}

/** Uploads one file; `onProgress` gets the share sent, 0 to 1. `fetch` cannot tell it, so XHR does. */
export function uploadFile(file: File, onProgress: (share: number) => void): Upload {
  const xhr = new XMLHttpRequest();
  const done = new Promise<AttachmentFile>((resolve, reject) => {
    xhr.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    xhr.onerror = () => reject(new ApiProblem(0, {}));
    xhr.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    xhr.onload = () => {
      const content = parsed(xhr.responseText);
      if (xhr.status >= 200 && xhr.status < 300) resolve(content as unknown as AttachmentFile);
      else reject(new ApiProblem(xhr.status, content));
    };
  });
  const form = new FormData();
  form.append('file', file);
  xhr.open('POST', urlOf('/attachments'));
  xhr.setRequestHeader('Accept', 'application/json');
  xhr.setRequestHeader('X-CSRFToken', decodeURIComponent(/(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ''));
  xhr.setRequestHeader('Idempotency-Key', crypto.randomUUID());
  xhr.send(form);
  return { done, cancel: () => xhr.abort() };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    // A proxy may answer a refused upload with a page of its own.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

