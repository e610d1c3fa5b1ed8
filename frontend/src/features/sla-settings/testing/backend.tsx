import { answer, page, refusal } from '@/shared/testing/answers';
import { brand, team } from '@/shared/testing/directory';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Calendar, Policy, Preview, Target } from '../settings/api';

const HOUR = 3600;

const target = (channel: Target['channel'], priority: Target['priority'], first: number): Target => ({
  channel,
  priority,
  first_reply: first,
  next_reply: 2 * HOUR,
  resolution: 8 * HOUR,
  periodic_update: null,
  agent_work_time: null,
  requester_wait_time: null,
  always_open: false,
});

export const policy = (id: number, name: string, given: Partial<Policy> = {}): Policy => ({
  id,
  name,
  is_default: false,
  conditions: given.is_default ? {} : { segments: ['enterprise'] },
  calendar_id: null,
  pause_on: ['pending'],
  steps: [{ fraction: 0.75, actions: ['notify_assignee'] }],
  targets: (['chat', 'email'] as const).flatMap((channel) =>
    (['P1', 'P2', 'P3', 'P4'] as const).map((priority) => target(channel, priority, channel === 'chat' ? 120 : HOUR)),
  ),
  ...given,
});

export const calendar = (id: number, name: string, given: Partial<Calendar> = {}): Calendar => ({
  id,
  name,
  timezone: 'Europe/London',
  is_default: id === 1,
  holiday_region: '',
  intervals: [{ weekday: 0, opens: '09:00', closes: '17:00' }],
  holidays: [],
  brand_ids: [],
  team_ids: [],
  closed_next: [],
  ...given,
});

export const POLICIES = [policy(1, 'Enterprise'), policy(2, 'SMB', { conditions: { segments: ['smb'] } }), policy(3, 'Everyone else', { is_default: true })];

interface Given {
  verbs?: string[];
  preview?: Partial<Preview>;
  /** Somebody else has published since. */
  isOld?: boolean;
}

/** The API of these screens: it keeps what is published, and notes the bodies it was sent. */
export function slaBackend({ verbs = ['sla.write', 'insights.see'], preview = {}, isOld = false }: Given = {}) {
  const state = { version: 4, policies: POLICIES, calendars: [calendar(1, 'London'), calendar(2, 'Berlin')] };
  const sent: { path: string; body: unknown }[] = [];
  const told = { open_by_policy: [3, 2, 1], changed: 31, late: 2, due_soon: 5, steps: [], tickets: [], is_partial: false, ...preview };
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/companies/completeness', 'get', { companies: 0, enough_percent: 70, facts: [] }),
    answer('/brands', 'get', page([brand(1, 'Halyard')])),
    answer('/teams', 'get', page([team(1, 'General')])),
    answer('/sla/policies', 'get', () => ({ version: state.version, results: state.policies })),
    answer('/sla/policies', 'put', ({ body }) => {
      sent.push({ path: 'policies', body });
      if (isOld && state.version === 4) {
        state.version = 5;
        state.policies = [policy(1, 'Enterprise of theirs'), ...POLICIES.slice(1, 2), policy(9, 'Theirs'), ...POLICIES.slice(2)];
        return refusal(412, { code: 'precondition_failed', detail: 'Somebody published other service levels in between.' });
      }
      state.version += 1;
      state.policies = body.results.map((one, index) => ({ ...(POLICIES[0] as Policy), ...(one as Policy), id: index + 1 }));
      return { version: state.version, results: state.policies };
    }),
    answer('/sla/policies/preview', 'post', ({ body }) => {
      sent.push({ path: 'preview', body });
      return told;
    }),
    answer('/sla/calendars/preview', 'post', told),
    answer('/sla/calendars', 'get', () => ({ version: state.version, results: state.calendars })),
    answer('/sla/calendars', 'put', ({ body }) => {
      sent.push({ path: 'calendars', body });
      state.version += 1;
      return { version: state.version, results: state.calendars };
    }),
    answer('/sla/regions', 'get', { results: [{ code: 'DE', parts: ['BY', 'HE'], names: { BY: 'Bayern', HE: 'Hessen' } }, { code: 'GB', parts: ['ENG'], names: { ENG: 'England' } }] }),
    answer('/sla/example', 'post', {
      position: 1,
      tried: [{ name: 'Enterprise', failed: ['segments'] }, { name: 'SMB', failed: [] }],
      channel: 'email',
      calendar: { name: 'London', timezone: 'Europe/London' },
      always_open: false,
      clocks: [
        {
          kind: 'first_reply',
          target_seconds: HOUR,
          due_at: '2026-03-16T09:40:00Z',
          stretches: [{ from: '2026-03-13T16:40:00Z', to: '2026-03-13T17:00:00Z', seconds: 1200 }],
        },
      ],
    }),
    answer('/sla/versions', 'get', {
      results: [
        { version: 4, by_name: 'Priya Raman', created_at: '2026-02-16T09:00:00Z' },
        { version: 3, by_name: 'Ines Duarte', created_at: '2026-02-10T09:00:00Z' },
      ],
      next: null,
    }),
    answer('/sla/versions/{version}', 'get', ({ params }) => ({
      since: Number(params.version) - 1,
      version: Number(params.version),
      differences: [
        {
          area: 'policy', kind: 'changed', name: 'SMB', field: 'first_reply', channel: 'email', priority: 'P2',
          before: 2 * HOUR, after: HOUR,
        },
        {
          area: 'policy', kind: 'changed', name: 'SMB', field: 'step', channel: '', priority: '',
          before: null, after: { fraction: 0.5, actions: ['raise_priority', 'reassign_team:general'] },
        },
        {
          area: 'policy', kind: 'changed', name: 'SMB', field: 'step', channel: '', priority: '',
          before: { fraction: 0.9, actions: ['notify_team'] }, after: { fraction: 0.9, actions: [] },
        },
      ],
    })),
    answer('/sla/versions/{version}/preview', 'post', {
      ...told,
      changed: 4,
      steps: [{ kind: 'resolution', fraction: 0.5, actions: ['raise_priority'], acts: true, count: 3 }],
    }),
    answer('/sla/versions/{version}/restore', 'put', ({ params }) => {
      sent.push({ path: `restore/${params.version}`, body: null });
      return { version: 5, results: state.policies };
    }),
    answer('/sla/compliance', 'get', ({ query }) => ({
      results: query.get('by') === 'policy' ? [{ key: '1', name: 'Enterprise', total: 40, met: 30, share: 75 }] : [],
      total: query.get('by') === 'policy' ? 40 : 0,
      met: query.get('by') === 'policy' ? 30 : 0,
      share: query.get('by') === 'policy' ? 75 : null,
    })),
    answer('/sla/compliance/misses', 'get', ({ query }) => ({
      results: [
        {
          number: 48190,
          subject: `Missed by ${query.get('by')} ${query.get('key') ?? 'all'}`,
          kind: 'first_reply' as const,
          priority: 'P2' as const,
          policy: 'Enterprise',
          team: '',
          target_seconds: HOUR,
          due_at: '2026-03-02T09:00:00Z',
          fulfilled_at: '2026-03-02T10:30:00Z',
          late_seconds: 5400,
          reason: 'replied_late' as const,
        },
      ],
      is_partial: false,
    })),
    answer('/companies', 'get', page([])),
    answer('/companies/{company_id}', 'get', ({ params }) =>
      params.company_id === '12' ? ({ id: 12, name: 'Kestrel Freight' } as never) : refusal(404, { code: 'not_found' }),
    ),
  );
  return { sent, state };
}
