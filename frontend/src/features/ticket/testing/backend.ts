import type { HttpHandler } from 'msw';

import type { Company, Me } from '@/shared/api';
import { recipients } from '@/shared/testing/recipients';
import { answer, page, refusal } from '@/shared/testing/answers';
import { staffUser, team } from '@/shared/testing/directory';
import { server } from '@/shared/testing/server';

import type { ContactDetail, TicketDetail } from '../types';
import { INES, MAYA, ticket } from './fixtures';

export const ME: Me = {
  id: INES.id,
  name: INES.name,
  email: 'ines@halyard.example',
  title: '',
  role: 'agent',
  presence: 'online',
  presence_is_manual: false,
  theme: 'system',
  mail_notices: 'never',
  locale: 'en',
  timezone: 'UTC',
  signature: '',
  picture: null,
  team_ids: [2],
  verbs: ['ticket.reply', 'ticket.note', 'ticket.update'],
  is_alone: false,
};

const KESTREL: Company = {
  id: 3,
  name: 'Kestrel Freight',
  domain: 'kestrel.example',
  external_id: null,
  arr: 184_000,
  segment: 'enterprise',
  segment_is_override: false,
  plan: 'Scale, annual',
  renewal_on: '2026-04-22',
  csm: { id: 9, name: 'Sofia Brandt' },
  health_score: 58,
  timezone: 'Europe/London',
  facts: { source: 'HubSpot', at: '2026-03-12T14:00:00Z', stopgaps: [] },
  custom: {},
  created_at: '2022-03-01T09:00:00Z',
};

export const HELEN_MARSH: ContactDetail = {
  id: 7,
  public_id: 'c0000000-0000-4000-8000-000000000007',
  name: 'Helen Marsh',
  email: 'helen@kestrel.example',
  title: 'Head of BI',
  phone: '',
  company: { id: 3, name: 'Kestrel Freight', segment: 'enterprise' },
  locale: 'en',
  timezone: 'Europe/London',
  is_blocked: false,
  is_visitor: false,
  is_verified: true,
  merged_into: null,
  custom: {},
  identities: [
    {
      id: 11,
      kind: 'email',
      value: 'helen@kestrel.example',
      is_verified: true,
      verified_at: '2022-03-01T09:00:00Z',
      created_at: '2022-03-01T09:00:00Z',
    },
  ],
  merged: [],
  conflicts: [],
  created_at: '2022-03-01T09:00:00Z',
};

const NUMBER = '/tickets/{number}';
const nothing = () => refusal(404, { code: 'not_found', title: 'Not found' });

/** A server with one ticket and nothing beside it; `over` answers first. */
export function serve(detail: TicketDetail = ticket(), ...over: HttpHandler[]): void {
  const colleagues = [INES, MAYA].map(({ id, name }) => staffUser(id, name));
  server.use(
    ...over,
    answer('/me', 'get', () => ME),
    answer('/users', 'get', () => page(colleagues)),
    answer('/teams', 'get', () => page([team(2, 'Pipelines')])),
    answer('/tags', 'get', () => page(['exports', 'billing'])),
    answer(NUMBER, 'get', () => detail),
    answer('/tickets/{number}/read', 'post', () => null),
    answer('/tickets/{number}/drafts/{kind}', 'get', () => ({ body: '', version: 0, updated_at: null })),
    answer('/tickets/{number}/drafts/{kind}', 'put', ({ body: { body, version } }) => ({
      body,
      version: (version ?? 0) + 1,
      updated_at: '2026-03-12T13:50:00Z',
    })),
    answer('/tickets/{number}/drafts/{kind}', 'delete', () => null),
    ...(['sla', 'routing', 'handoff', 'session', 'triage', 'suggestions'] as const).map((part) =>
      answer(`/tickets/{number}/${part}`, 'get', nothing),
    ),
    answer('/tickets/{number}/mentionable', 'get', () => page([{ id: MAYA.id, name: MAYA.name }])),
    answer('/tickets/{number}/scheduled-replies', 'get', () => page([])),
    answer('/tickets/{number}/merges', 'get', () => page([])),
    answer('/tickets/{number}/incident-replies', 'get', () => page([])),
    answer('/tickets/{number}/followers', 'get', () => ({ results: [], next: null, is_mine: false })),
    answer('/tickets/{number}/recipients', 'get', () => recipients()),
    answer('/tickets/{number}/copilot/draft', 'post', nothing),
    answer('/assistant/copilot', 'get', () => ({ styles: [], can_translate: false })),
    answer('/companies/{company_id}', 'get', () => KESTREL),
    answer('/contacts/{contact_id}', 'get', () => HELEN_MARSH),
    answer('/contacts/{contact_id}/tickets', 'get', () => page([])),
  );
}
