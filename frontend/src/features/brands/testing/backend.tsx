import { answer, page, refusal, type Asked } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { BrandInFull, Workspace } from '../api';

export const brandInFull = (id: number, name: string, given: Partial<BrandInFull> = {}): BrandInFull => ({
  id,
  name,
  slug: name.toLowerCase(),
  color: '#0A5F6A',
  logo_url: null,
  support_email: '',
  site_url: '',
  host: '',
  host_seen_at: null,
  host_looked_at: null,
  host_state: null,
  host_target: 'desk.example.com',
  language: 'en',
  timezone: 'UTC',
  reopen_days: 14,
  asks_rating: true,
  survey_kind: 'csat',
  survey_days: 0,
  asks_nps: false,
  nps_days: 90,
  acknowledgement: { en: '', de: '' },
  is_default: false,
  is_archived: false,
  holds: [],
  version: 1,
  changed_at: null,
  changed_by: null,
  ...given,
});

export const WORKSPACE: Workspace = {
  name: 'Halyard', language: 'de', timezone: 'Europe/Berlin', version: 3, changed_at: '2026-03-02T09:00:00Z', changed_by: { id: 2, name: 'Priya Raman' },
};

/** The API of these screens: it keeps what it is told, and notes what it was asked. */
export function brandsBackend(brands: BrandInFull[] = [brandInFull(1, 'Halyard', { is_default: true })], verbs: string[] = ['brand.write', 'mailbox.read']) {
  const state = { brands, workspace: WORKSPACE };
  const asked: { method: string; path: string; body: unknown; ifMatch: string | null }[] = [];
  const note = ({ request, body }: Asked<unknown>): void => {
    asked.push({ method: request.method, path: new URL(request.url).pathname.replace('/api/v1', ''), body, ifMatch: request.headers.get('If-Match') });
  };
  const one = ({ params }: Pick<Asked<unknown>, 'params'>): BrandInFull =>
    state.brands.find(({ id }) => id === Number(params.brand_id)) ?? brandInFull(0, 'Nothing');
  const change = (asking: Asked<unknown>, given: Partial<BrandInFull>): BrandInFull => {
    const changed = { ...one(asking), ...given, version: one(asking).version + 1 };
    state.brands = state.brands.map((brand) => (brand.id === changed.id ? changed : brand));
    return changed;
  };
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/brands', 'get', page([])),
    answer('/workspace', 'get', () => state.workspace),
    answer('/workspace', 'patch', (asking) => {
      note(asking);
      state.workspace = { ...state.workspace, ...asking.body, version: state.workspace.version + 1 };
      return state.workspace;
    }),
    answer('/sla/calendars', 'get', { revision: 1, results: [] } as never),
    answer('/brands/settings', 'get', () => ({ results: state.brands })),
    answer('/brands/settings', 'post', (asking) => {
      note(asking);
      const { acknowledgement: _, ...rest } = asking.body;
      const made = brandInFull(9, asking.body.name, rest);
      state.brands = [...state.brands, made];
      return made;
    }),
    answer('/brands/{brand_id}', 'get', (asking) => one(asking)),
    answer('/brands/{brand_id}', 'patch', (asking) => {
      note(asking);
      const expected = asking.request.headers.get('If-Match');
      if (expected !== null && expected !== `"v${one(asking).version}"`) {
        return refusal(412, { code: 'version_changed', detail: 'It changed.', changed_by: 'Priya Raman' });
      }
      const { acknowledgement, ...rest } = asking.body;
      return change(asking, { ...rest, ...(acknowledgement ? { acknowledgement: { en: '', de: '', ...acknowledgement } } : {}) });
    }),
    answer('/brands/{brand_id}/archive', 'post', (asking) => change(asking, { is_archived: true })),
    answer('/brands/{brand_id}/restore', 'post', (asking) => change(asking, { is_archived: false })),
    answer('/brands/{brand_id}/logo', 'post', (asking) => change(asking, { logo_url: '/brand-logos/abc' })),
    answer('/brands/{brand_id}/logo', 'delete', (asking) => change(asking, { logo_url: null })),
    answer('/brands/{brand_id}/host-check', 'post', (asking) => {
      change(asking, { host_state: 'elsewhere', host_looked_at: new Date().toISOString() });
      return { host: one(asking).host, state: 'elsewhere', addresses: ['192.0.2.1'] };
    }),
    answer('/brands/{brand_id}/acknowledgement/preview', 'post', ({ body }) => ({ subject: 'Your request to Halyard', text: body.text || 'Our own words' })),
  );
  return { state, asked };
}
