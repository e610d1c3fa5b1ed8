import type { Me } from '@/shared/api';
import { answer, page, refusal } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { BenchQuestion, Boundary, Content, Curve, Draft, Live, Replay, Result } from '../settings/api';

export const boundary = (key: string, label: string, given: Partial<Boundary> = {}): Boundary => ({
  key, label, is_on: true, keywords: [], segments: [], account_states: [], issue_types: [], owner_id: null, reason: '', review_on: null,
  ...given,
});

export const CONTENT: Content = {
  answers: { is_on: true, channels: ['widget', 'email'], max_answers: 4 },
  brands: [],
  limits: { threshold: null, max_wrong: null, rules: [] },
  boundaries: [boundary('security', 'Security'), boundary('seats', 'Seats', { keywords: ['seat'], review_on: '2020-01-01' })],
  voice: { guide: '', examples: [] },
  budget: { daily_usd: null },
  masking: { is_on: false },
  actions: [],
};

export const LIVE: Live = {
  version: 12, note: 'Limit 2%', by_name: 'Ines Duarte', created_at: '2026-03-04T09:00:00Z', content: CONTENT,
  builtin_boundaries: ['security'], reviews_due: ['seats'], shipped_threshold: 0.8,
};

export const draftOf = (content: Content, revision: number, given: Partial<Draft> = {}): Draft => ({
  revision, based_on: 12, is_outdated: false, note: '', by_name: 'Priya Raman', updated_at: '2026-03-05T09:00:00Z', content,
  differences: [{ area: 'boundaries', kind: 'changed', name: 'Seats', field: 'keywords', before: ['seat'], after: ['seat', 'license'] }],
  ...given,
});

export const CURVE: Curve = {
  source: 'shipped', judged: 12, wrong: 1, needed: 20, asked: 400, asked_a_month: 133, has_own_volume: true, threshold: 0.8,
  points: [0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((threshold, index) => ({
    threshold, answered: 0.6 - index / 10, wrong: [0.2, 0.15, 0.12, 0.06, 0.03, 0.02][index] ?? 0, wrong_low: 0.01, wrong_high: 0.25,
    answered_a_month: 60 - index * 10, handed_over_a_month: 73 + index * 10,
  })),
  categories: [],
};

export const result = (given: Partial<Result>): Result => ({
  outcome: 'answered', reason: '', boundary: '', label: '', evidence: '', text: 'Press Backfill.', sources: [], confidence: 0.91, threshold: 0.8,
  engine: 'builtin-1', ...given,
});

export const REPLAY: Replay = {
  id: 3, state: 'done', why: '', live: 12, is_current: true, total: 201, done: 201, changed: 9, tickets_before: { answered: 90, handed_over: 110 },
  tickets_after: { answered: 81, handed_over: 119 }, bench_total: 1, bench_passed_before: 1, bench_passed_after: 0, spent_usd: 0, limit_usd: 12,
  uses_model: false, by_name: 'Priya Raman', created_at: '2026-03-05T09:10:00Z', finished_at: '2026-03-05T09:12:00Z',
};

const BENCH: BenchQuestion = {
  id: 4, question: 'How many seats?', channel: 'widget', segment: '', contact_id: null, expected: 'answered', article_id: null, ticket: null,
  created_at: '2026-03-01T09:00:00Z',
};

interface Given {
  verbs?: string[];
  draft?: Draft | null;
  replay?: Replay | null;
  isTaken?: boolean;
}

/** The API of these screens: it keeps the draft and what is published, and notes what it was asked. */
export function assistantBackend({ verbs = ['assistant.read', 'assistant.write'], draft = null, replay = null, isTaken = false }: Given = {}) {
  const state = { live: LIVE, draft, replay, bench: [BENCH] };
  const asked: { path: string; body: unknown; ifMatch: string | null }[] = [];
  const who: Me = { ...ME, verbs };
  const note = (path: string, body: unknown, request: Request): void => void asked.push({ path, body, ifMatch: request.headers.get('If-Match') });
  server.use(
    answer('/me', 'get', who),
    answer('/users', 'get', page([])),
    answer('/assistant/configuration', 'get', () => state.live),
    answer('/assistant/draft', 'get', () => ({ draft: state.draft })),
    answer('/assistant/draft', 'put', ({ body, request }) => {
      note('save', body, request);
      if (isTaken) return refusal(412, { code: 'version_changed', detail: 'Somebody saved or discarded other settings of the assistant in between.' });
      state.draft = draftOf(body.content as Content, (state.draft?.revision ?? 0) + 1);
      return { draft: state.draft };
    }),
    answer('/assistant/draft', 'delete', ({ request }) => {
      note('discard', null, request);
      state.draft = null;
      return { draft: null };
    }),
    answer('/assistant/draft/publish', 'put', ({ body, request }) => {
      note('publish', body, request);
      state.live = { ...state.live, version: 13, content: state.draft?.content ?? state.live.content };
      state.draft = null;
      return state.live;
    }),
    answer('/assistant/confidence', 'get', CURVE),
    answer('/assistant/replays', 'get', () => ({ replay: state.replay })),
    answer('/assistant/replays', 'post', ({ body, request }) => {
      note('replay', body, request);
      state.replay = { ...REPLAY, state: 'running', done: 40 };
      return state.replay;
    }),
    answer('/assistant/replays/{replay_id}/stop', 'post', () => {
      state.replay = { ...REPLAY, state: 'stopped', why: 'asked', done: 40 };
      return state.replay;
    }),
    answer('/assistant/replays/{replay_id}/items', 'get', {
      results: [
        {
          position: 1, number: 48213, bench_id: null, subject: 'How many seats do we have?', is_changed: true, passed_before: null, passed_after: null,
          before: result({}), after: result({ outcome: 'handed_over', reason: 'boundary', boundary: 'seats', label: 'Seats', evidence: 'seat', text: 'A person will answer.' }),
        },
      ],
      next: null,
    }),
    answer('/assistant/bench', 'get', () => ({ results: state.bench })),
    answer('/assistant/bench/{bench_id}', 'delete', () => {
      state.bench = [];
      return null;
    }),
    answer('/assistant/try', 'post', ({ body, request }) => {
      note('try', body, request);
      return { version: 12, type: 'question', product_area: '', live: result({}), draft: state.draft ? result({ outcome: 'handed_over', boundary: 'seats', label: 'Seats', evidence: 'seat', text: 'A person will answer.' }) : null };
    }),
    answer('/assistant/spending', 'get', {
      since: '2026-02-01', until: '2026-03-02', total_usd: 3.5, spent_usd_today: 0.5, limit_usd: 25, is_own_limit: false, is_spent: false, uses_model: true,
      results: [{ on: '2026-03-02', capability: 'answer', engine: 'gpt-5-mini', calls: 10, failures: 1, input_tokens: 9000, output_tokens: 400, cost_usd: 0.5 }],
    }),
    answer('/assistant/versions', 'get', () => ({
      results: [12, 11].map((version) => ({
        version, note: `Note ${version}`, by_name: 'Ines Duarte', created_at: '2026-03-04T09:00:00Z', restored: null, is_live: version === state.live.version,
        outcomes: { answered: 46, handed_over: 54 },
      })),
      next: null,
    })),
    answer('/assistant/versions/{version}', 'get', ({ params, query }) => ({
      version: { version: Number(params.version), note: '', by_name: '', created_at: '2026-03-04T09:00:00Z', restored: null, is_live: false, outcomes: {} },
      since: Number(query.get('since')),
      content: CONTENT,
      differences: [{ area: 'masking', kind: 'changed', name: '', field: 'is_on', before: true, after: false }],
    })),
    answer('/assistant/versions/{version}/restore', 'put', ({ params, request }) => {
      note(`restore ${params.version}`, null, request);
      state.live = { ...state.live, version: 13 };
      return state.live;
    }),
  );
  return { asked, state };
}
