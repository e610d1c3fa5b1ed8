import { answer, refusal } from '@/shared/testing/answers';
import { brand } from '@/shared/testing/directory';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { WidgetSeen, WidgetSettings } from '../api';

export const BRAND = brand(1, 'Acme');
export const OTHER = brand(2, 'Tern', { is_default: false });
export const NOW = '2026-03-02T09:00:00Z';

export const settings = (given: Partial<WidgetSettings> = {}): WidgetSettings => ({
  is_enabled: true,
  allowed_origins: [],
  is_consent_required: true,
  is_identity_required: false,
  is_email_trusted: false,
  retention_days: 30,
  area_rules: [],
  notices: [],
  guides: [],
  color: '',
  position: 'end',
  theme: 'auto',
  greeting: '',
  wait_text: '',
  launcher_text: '',
  consent_text: '',
  languages: ['en', 'de'],
  translations: {},
  hidden_fields: [],
  hidden_selectors: [],
  hidden_params: [],
  read_params: ['page', 'tab'],
  brand: { id: BRAND.id, name: BRAND.name, slug: BRAND.slug },
  key: 'wk_acme',
  secret: null,
  has_previous_secret: false,
  previous_secret_until: null,
  secret_rotated_at: null,
  secret_used_at: null,
  secret_uses: 0,
  previous_secret_used_at: null,
  previous_secret_uses: 0,
  version: 3,
  updated_at: NOW,
  updated_by: '',
  ...given,
});

export const seen = (given: Partial<WidgetSeen> = {}): WidgetSeen => ({
  is_enabled: true,
  is_seen: false,
  last_at: null,
  now: NOW,
  origins: [],
  problems: [],
  ...given,
});

export interface Asked {
  path: string;
  body: unknown;
  ifMatch: string | null;
}

/** The API of these screens for one brand; what it was asked to change stands in `asked`. */
export class Backend {
  readonly asked: Asked[] = [];
  settings = settings();
  seen = seen();
  verbs = ['widget.write'];
  brands = [BRAND];
  refuses: Record<string, string[]> | null = null;

  install(): void {
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: this.verbs })),
      answer('/brands', 'get', () => ({ results: this.brands, next: null })),
      answer('/widget-settings/{brand}', 'get', () => this.settings),
      answer('/widget-settings/{brand}/seen', 'get', () => this.seen),
      answer('/widget-settings/{brand}', 'patch', ({ body, request }) => {
        this.asked.push({ path: 'change', body, ifMatch: request.headers.get('If-Match') });
        if (this.refuses) return refusal(422, { detail: 'Some values do not fit.', errors: this.refuses });
        this.settings = { ...this.settings, ...(body as Partial<WidgetSettings>), version: this.settings.version + 1 };
        return this.settings;
      }),
      answer('/widget-settings/{brand}/rotate-secret', 'post', ({ body }) => {
        this.asked.push({ path: 'rotate', body, ifMatch: null });
        this.settings = { ...this.settings, secret_rotated_at: NOW, has_previous_secret: true, version: this.settings.version + 1 };
        return { ...this.settings, secret: 'the-new-secret-shown-once' };
      }),
      answer('/widget-settings/{brand}/retire-secret', 'post', () => {
        this.asked.push({ path: 'retire', body: null, ifMatch: null });
        this.settings = { ...this.settings, has_previous_secret: false };
        return this.settings;
      }),
      answer('/widget-settings/{brand}/test-area', 'post', ({ body }) => {
        this.asked.push({ path: 'test', body, ifMatch: null });
        return {
          index: 1,
          area: 'exports',
          compared: '/exports/12',
          address: 'https://app.test/exports/12',
          tried: [
            { compared: '/exports/12', has_matched: false },
            { compared: '/exports/12', has_matched: true },
          ],
        };
      }),
    );
  }
}
