import { http, HttpResponse, type HttpHandler } from 'msw';

import type { Company, Me } from '@/shared/api';
import { recipients } from '@/shared/testing/recipients';
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
  team_ids: [2],
  verbs: ['ticket.reply', 'ticket.note', 'ticket.update'],
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
  facts: { source: 'HubSpot', at: '2026-03-12T14:00:00Z' },
  created_at: '2022-03-01T09:00:00Z',
};

const HELEN_MARSH: ContactDetail = {
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
  identities: [],
  merged: [],
  conflicts: [],
  created_at: '2022-03-01T09:00:00Z',
};

const NUMBER = '/api/v1/tickets/:number';
const nothing = () => HttpResponse.json({ code: 'not_found', title: 'Not found' }, { status: 404 });
const page = (results: unknown[]) => HttpResponse.json({ results, next: null });

/** A server with one ticket and nothing beside it; `over` answers first. */
export function serve(detail: TicketDetail = ticket(), ...over: HttpHandler[]): void {
  const colleagues = [INES, MAYA].map(({ id, name }) => ({ id, name, email: '', role: 'agent', presence: 'online' }));
  server.use(
    ...over,
    http.get('/api/v1/me', () => HttpResponse.json(ME)),
    http.get('/api/v1/users', () => page(colleagues)),
    http.get('/api/v1/teams', () => page([{ id: 2, name: 'Pipelines', slug: 'pipelines', tier: 2 }])),
    http.get('/api/v1/tags', () => page(['exports', 'billing'])),
    http.get(NUMBER, () => HttpResponse.json(detail)),
    http.post(`${NUMBER}/read`, () => new HttpResponse(null, { status: 204 })),
    http.get(`${NUMBER}/drafts/:kind`, () => HttpResponse.json({ body: '', version: 0, updated_at: null })),
    http.put(`${NUMBER}/drafts/:kind`, async ({ request }) => {
      const { body, version } = (await request.json()) as { body: string; version: number };
      return HttpResponse.json({ body, version: version + 1 });
    }),
    http.delete(`${NUMBER}/drafts/:kind`, () => new HttpResponse(null, { status: 204 })),
    ...['sla', 'routing', 'handoff', 'session', 'triage', 'suggestions'].map((part) =>
      http.get(`${NUMBER}/${part}`, nothing),
    ),
    http.get(`${NUMBER}/mentionable`, () => page([MAYA])),
    http.get(`${NUMBER}/recipients`, () => HttpResponse.json(recipients())),
    http.post(`${NUMBER}/copilot/draft`, nothing),
    http.get('/api/v1/companies/:id', () => HttpResponse.json(KESTREL)),
    http.get('/api/v1/contacts/:id', () => HttpResponse.json(HELEN_MARSH)),
    http.get('/api/v1/contacts/:id/tickets', () => page([])),
  );
}
