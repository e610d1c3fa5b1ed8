import { QueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer, refusal } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { sectionAt } from '@/shared/slots';
import { makeRouter } from './router';
import { slots } from './slots';
import { ticketSlots } from './ticket-slots';
import { texts } from './texts';

/** The text of "email:settings.title" in a language, or undefined. */
function textOf(key: string, locale: 'en' | 'de'): unknown {
  const [namespace = '', path = ''] = key.split(':');
  return path.split('.').reduce<unknown>((tree, name) => (tree as Record<string, unknown> | undefined)?.[name], texts[locale]?.[namespace]);
}

/** All keys of texts that stand in a slot, whatever it is called there. */
function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || '$$typeof' in value) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name.endsWith('Key') && typeof member === 'string' ? [member] : keysIn(member),
  );
}

async function open(address: string, verbs: string[] = []) {
  server.use(answer('/me', 'get', () => ({ ...ME, verbs })));
  window.history.pushState(null, '', `/app${address}`);
  const router = makeRouter(new QueryClient(), slots);
  await router.load();
  const { location, matches } = router.state;
  return { path: location.pathname, search: location.search as unknown, route: matches[matches.length - 1]?.routeId as string, matches };
}

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../widget/**', '!../demo/**', '!../**/*.test.*'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Addresses of settings that the sources lead to, in every way that leads there. */
const ADDRESSES = [
  /<SettingsLink[^>]*?\spath="([^"]+)"/g,
  /<SettingsLink[^>]*?\spath=\{`([^`]+)`\}/g,
  /openSettings\('([^']+)'/g,
  /openSettings\(`([^`]+)`/g,
  /(?:href|to)="\/app\/settings([^"]*)"/g,
];

describe('slots of the features', () => {
  it('are filled', () => {
    expect(slots.settings.map(({ id }) => id)).toEqual(expect.arrayContaining(['account', 'email']));
    expect(ticketSlots.panel.map(({ id }) => id)).toEqual(expect.arrayContaining(['customer', 'clocks', 'similar']));
    expect(ticketSlots.entry.map(({ id }) => id)).toEqual(expect.arrayContaining(['mail.line', 'mail.original', 'mail.delivery']));
    expect(ticketSlots.reply?.id).toBe('email');
  });

  it('have every text that they name, in both languages', () => {
    const keys = [...keysIn(slots), ...keysIn(ticketSlots)];
    expect(keys.length).toBeGreaterThan(12);
    for (const key of keys) {
      expect.soft(textOf(key, 'en'), key).toEqual(expect.any(String));
      expect.soft(textOf(key, 'de'), key).toEqual(expect.any(String));
    }
  });

  it.each(['en', 'de'])('have a label for every command in %s', (locale) => {
    const t = ((key: string, values?: object) => {
      expect.soft(textOf(key, locale as 'en'), key).toEqual(expect.any(String));
      return `${key} ${JSON.stringify(values)}`;
    }) as TFunction;
    expect(slots.commands.length).toBeGreaterThan(5);
    const labels = slots.commands.map((command) => [command.label(t), command.words?.(t)].join(' '));
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('parts of a ticket', () => {
  it.each([
    ['tickets.message_received', ['sla', 'suggestions', 'session', 'recipients']],
    ['tickets.reply_posted', ['sla', 'recipients', 'scheduled', 'fields']],
    ['tickets.ticket_changed', ['sla', 'recipients', 'assignees', 'fields', 'runbook']],
    ['tickets.delivery_changed', ['sla', 'recipients', 'sides']],
    ['tickets.side_message_received', ['sla', 'sides']],
    ['tickets.tickets_moved', ['sla', 'recipients']],
    ['tickets.entry_appended', ['sla', 'handoff', 'routing', 'triage', 'scheduled', 'issues']],
    ['tickets.ticket_rated', ['sla']],
    ['sla.clock_breached', ['sla']],
    ['routing.ticket_routed', ['routing', 'sla']],
    ['assistant.handed_over', ['handoff', 'triage']],
    ['widget.context_shared', ['session']],
    ['people.contact_merged', []],
  ])('are asked for again after %s: %j', (name, parts) => {
    const old = ticketSlots.live.filter(({ on }) => on.some((start) => name.startsWith(start))).map(({ id }) => id);
    expect(old.sort()).toEqual([...parts].sort());
  });
});

describe('settings', () => {
  it('begin with an overview', async () => {
    expect(await open('/settings')).toMatchObject({ path: '/settings', route: '/staff/settings/' });
  });

  it.each(slots.settings.map((section) => [section.id, section] as const))('give every setting of %s one id and one name', (_id, section) => {
    const fields = section.fields ?? [];
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    for (const locale of ['en', 'de'] as const) {
      expect(new Set(fields.map(({ labelKey }) => textOf(labelKey, locale))).size).toBe(fields.length);
    }
  });

  it('have a screen for every setting that the search leads to', async () => {
    for (const section of slots.settings) {
      for (const path of new Set((section.fields ?? []).map(({ path: own }) => own ?? section.routes[0].path))) {
        expect.soft(sectionAt(slots.settings, path)?.id, path).toBe(section.id);
        expect.soft((await open(`/settings${path}`)).route, path).toMatch(/^\/staff\/settings\/[^$]/);
      }
    }
  });

  it.each([
    ['/settings/account', '/staff/settings/account', {}],
    ['/settings/email?sign_in=done&evil=1', '/staff/settings/email', { sign_in: 'done' }],
    ['/settings/email/log?state=failed&q=x', '/staff/settings/email/log', { state: 'failed', q: 'x' }],
    ['/settings/email/suspended?mail=7&state=failed', '/staff/settings/email/suspended', { mail: 7 }],
    ['/settings/workspace', '/staff/settings/workspace', {}],
    ['/settings/brands/2?part=domain&evil=1', '/staff/settings/brands/$brand', { part: 'domain' }],
    ['/settings/brands/new?part=evil', '/staff/settings/brands/$brand', {}],
    ['/settings/email/12', '/staff/settings/email/$mailbox', {}],
    ['/settings/email/new', '/staff/settings/email/$mailbox', {}],
  ])('show %s', async (address, route, search) => {
    expect(await open(address)).toMatchObject({ route, search });
  });

  it('have every address that a link or a command leads to', async () => {
    const linked = Object.values(sources).flatMap((source) =>
      ADDRESSES.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1] ?? '')),
    );
    const commands = slots.settings.flatMap(({ commands: own = [] }) => own.map(({ path }) => path));
    expect(linked.length).toBeGreaterThan(8);
    for (const path of new Set([...linked, ...commands])) {
      const { route } = await open(`/settings${path.replaceAll(/\$\{[^}]*\}/g, '1')}`, ['mailbox.read']);
      expect.soft(route, path).toMatch(/^\/staff\/settings\/[^$]/);
    }
  });
});

describe('an address that leads nowhere', () => {
  it.each([
    ['/nowhere', '/staff/$'],
    ['/inbox/1/nowhere', '/staff/$'],
    ['/settings/nowhere', '/staff/settings/$'],
    ['/assistant/nowhere', '/staff/assistant/$'],
  ])('keeps the frame of %s', async (address, route) => {
    expect((await open(address)).route).toBe(route);
  });
});

describe('the beginning of a visit', () => {
  const SETUP: Schemas['Setup'] = { is_done: false, aside_at: null, steps: [] };

  it.each<[string, string[], Partial<Schemas['Setup']>, string]>([
    ['leads who may set up to the guide', ['brand.write'], {}, '/settings/setup'],
    ['is the inbox once all is done', ['brand.write'], { is_done: true }, '/inbox'],
    ['is the inbox once the guide is put aside', ['brand.write'], { aside_at: '2026-03-02T09:00:00Z' }, '/inbox'],
    ['is the inbox for everybody else', [], {}, '/inbox'],
  ])('%s', async (_what, verbs, change, path) => {
    server.use(answer('/setup', 'get', { ...SETUP, ...change }));
    expect((await open('/', verbs)).path).toBe(path);
  });

  it('is the inbox where the guide does not answer', async () => {
    server.use(answer('/setup', 'get', () => refusal(500)));
    expect((await open('/', ['brand.write'])).path).toBe('/inbox');
  });
});
