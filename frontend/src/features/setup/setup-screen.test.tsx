import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { SetupScreen } from './setup-screen';

type State = Schemas['SetupStep']['state'];
type Way = Schemas['SetupWay'];

const way = (id: string, state: State, facts: Partial<Way['facts']> = {}): Way => ({ id, state, facts: { names: {}, counts: {}, times: {}, ...facts } });
const step = (id: string, state: State, ...ways: Way[]): Schemas['SetupStep'] => ({ id, state, ways });
const WIDGET = { brand: 'halyard', key: 'wk_1', script: 'https://desk.test/widget.js' };

const EMPTY: Schemas['Setup'] = {
  is_done: false,
  aside_at: null,
  steps: [
    step('brand', 'open', way('brand', 'open', { names: { brand: 'Halyard' }, counts: { id: 1 } })),
    step('way_in', 'waiting', way('widget', 'waiting', { names: WIDGET }), way('mailbox', 'open')),
    step('knowledge', 'open', way('article', 'open')),
    step('people', 'open', way('invite', 'open')),
    step('first_answer', 'open', way('answer', 'open')),
  ],
};
const OUTLOOK: Schemas['SetupOutlook'] = {
  rules: [
    { id: 'assistant', facts: { names: { channels: 'widget,email' }, counts: { is_on: 1, boundaries: 9, is_local: 1 }, times: {} } },
    { id: 'clocks', facts: { names: { calendar: 'Around the clock', timezone: 'UTC' }, counts: { email: 57600, chat: 0 }, times: {} } },
  ],
  proposals: [
    { id: 'value', is_proposed: false, path: '', evidence: [{ kind: 'days', count: 12, needed: 90 }, { kind: 'revenue_percent', count: 40, needed: 70 }] },
  ],
};
const BRAND: Schemas['BrandInFull'] = {
  id: 1, name: 'Halyard', slug: 'halyard', color: '#0A5F6A', logo_url: null, support_email: '', site_url: '', host: '', host_seen_at: null, host_looked_at: null,
  host_state: null, host_target: '',
  language: 'en', timezone: 'UTC', reopen_days: 14, asks_rating: true, survey_kind: 'csat', survey_days: 0, asks_nps: false, nps_days: 90, acknowledgement: { en: '', de: '' }, is_default: true, is_archived: false,
  holds: [], version: 3, changed_at: null, changed_by: null,
};

let setup = EMPTY;

const show = (verbs: string[] = ['brand.write']) => {
  server.use(answer('/me', 'get', () => ({ ...ME, verbs })));
  return renderRouted(() => (
    <>
      <SetupScreen />
      <Toaster />
    </>
  ));
};
const withStep = (id: string, state: State, ...ways: Way[]): Schemas['Setup'] => ({
  ...EMPTY,
  steps: EMPTY.steps.map((one) => (one.id === id ? step(id, state, ...ways) : one)),
});
const head = (name: RegExp) => screen.findByRole('button', { name });

beforeEach(() => {
  setup = EMPTY;
  server.use(
    answer('/setup', 'get', () => setup),
    answer('/setup/outlook', 'get', OUTLOOK),
    answer('/brands/{brand_id}', 'get', BRAND),
  );
});

describe('the set-up guide', () => {
  it('opens the first step that is left and tells how the others stand', async () => {
    await show();
    expect(await head(/Your brand/)).toHaveAttribute('aria-expanded', 'true');
    expect(await head(/Where customers write.*Waiting/)).toHaveAttribute('aria-expanded', 'false');
    expect(screen.getByText('0 of 5 done')).toBeVisible();
    expect(await screen.findByLabelText('Website')).toBeVisible();
  });

  it('tells what holds as it is, and what is missing for what comes later', async () => {
    await show();
    expect(await screen.findByText(/answers from your articles in .*Email.* It never handles 9 subjects/)).toBeVisible();
    expect(screen.getByText(/First reply within 16h by mail and no promise in chat/)).toBeVisible();
    expect(screen.getByText('12 of 90 days of tickets, revenue known for 40%, 70% needed')).toBeVisible();
    expect(screen.getByText('Stays on this machine')).toBeVisible();
    expect(screen.queryByText('Proposed')).not.toBeInTheDocument();
  });

  it('saves the brand against its version, and says what the server finds wrong at its field', async () => {
    const asked: unknown[] = [];
    server.use(
      answer('/brands/{brand_id}', 'patch', ({ body, request }) => {
        asked.push([body.site_url, request.headers.get('If-Match')]);
        return refusal(422, { detail: 'Not an address.', errors: { site_url: ['Enter a valid URL.'] } });
      }),
    );
    await show();
    await userEvent.type(await screen.findByLabelText('Website'), 'halyard');
    await userEvent.click(screen.getByRole('button', { name: 'Save brand' }));
    expect(await screen.findByText('Enter a valid URL.')).toBeVisible();
    expect(screen.getByLabelText('Website')).toHaveAttribute('aria-invalid', 'true');
    expect(asked).toEqual([['halyard', '"v3"']]);
  });

  it('shows the snippet, and the first page view by itself', async () => {
    const { sockets } = await show();
    await userEvent.click(await head(/Where customers write/));
    expect(screen.getByText('<script src="https://desk.test/widget.js" data-candor-key="wk_1" async></script>')).toBeVisible();
    expect(screen.getByText(/Waiting for the first page view/)).toBeVisible();
    const seen = { names: { ...WIDGET, origin: 'https://app.test' }, times: { first_at: '2026-03-02T09:00:00Z' } };
    setup = withStep('way_in', 'done', way('widget', 'done', seen), way('mailbox', 'open'));
    const socket = sockets[sockets.length - 1];
    act(() => socket?.deliver({ type: 'signal', topic: 'queue', name: 'setup.changed', data: { way: 'widget' } }));
    expect(await screen.findByText(/First page view at .*https:\/\/app.test/)).toBeVisible();
    expect(await head(/Where customers write.*Done/)).toHaveAttribute('aria-expanded', 'true');
  });

  it('lets a refused page in and keeps the others', async () => {
    const sent: unknown[] = [];
    setup = withStep('way_in', 'waiting', way('widget', 'waiting', { names: { ...WIDGET, refused: 'https://app.test' } }), way('mailbox', 'open'));
    server.use(
      answer('/widget-settings/{brand}', 'get', { allowed_origins: ['https://old.test'], version: 4 } as Schemas['WidgetSettings']),
      answer('/widget-settings/{brand}', 'patch', ({ body, request }) => {
        sent.push([body, request.headers.get('If-Match')]);
        return { version: 5 } as Schemas['WidgetSettings'];
      }),
    );
    await show();
    await userEvent.click(await head(/Where customers write/));
    await userEvent.click(screen.getByRole('button', { name: 'Let in https://app.test' }));
    expect(await screen.findByText(/https:\/\/app.test is on the list/)).toBeVisible();
    expect(sent).toEqual([[{ allowed_origins: ['https://old.test', 'https://app.test'] }, '"v4"']]);
  });

  it.each([
    ['people', way('invite', 'waiting', { names: { person: 'Priya' } }), /Invite a colleague/, /Priya is invited and has not signed in yet/],
    ['knowledge', way('article', 'waiting', { names: { title: 'Exports' }, counts: { id: 8 } }), /First article/, /“Exports” is not published yet/],
    ['first_answer', way('answer', 'waiting', { counts: { number: 1001 } }), /First ticket/, /Ticket #1001 waits for an answer/],
    ['way_in', way('mailbox', 'waiting', { names: { address: 'a@b.test', problem: 'It refuses the password.' }, counts: { id: 2 } }), /Where customers/, /No mail can arrive at a@b.test. It refuses/],
  ])('tells what the step %s waits for', async (id, waiting, name, text) => {
    setup = withStep(id, 'waiting', waiting);
    await show();
    await userEvent.click(await head(name));
    expect(await screen.findByText(text)).toBeVisible();
  });

  it('goes on to the next step and takes focus along', async () => {
    await show();
    await userEvent.click(await screen.findByRole('button', { name: /Later/ }));
    const next = await head(/Where customers write/);
    expect(next).toHaveAttribute('aria-expanded', 'true');
    expect(next).toHaveFocus();
  });

  it('is put aside and taken up again', async () => {
    const asked: unknown[] = [];
    server.use(
      answer('/setup', 'patch', ({ body }) => {
        asked.push(body);
        setup = { ...setup, aside_at: body.is_aside ? '2026-03-02T09:00:00Z' : null };
        return setup;
      }),
    );
    await show();
    await userEvent.click(await head(/Put aside/));
    await userEvent.click(await head(/Lead the way again/));
    await head(/Put aside/);
    expect(asked).toEqual([{ is_aside: true }, { is_aside: false }]);
  });

  it('says when all is done, and no longer asks to be put aside', async () => {
    setup = { ...EMPTY, is_done: true, steps: EMPTY.steps.map((one) => ({ ...one, state: 'done' })) };
    await show();
    expect(await screen.findByText('Your helpdesk is set up')).toBeVisible();
    expect(screen.queryByRole('button', { name: /Put aside/ })).not.toBeInTheDocument();
  });

  it('shows nothing to who may not set up', async () => {
    await show([]);
    expect(await screen.findByText('Your role does not open this screen')).toBeVisible();
    expect(screen.queryByText(/In force already/)).not.toBeInTheDocument();
  });

  it('can be tried again where it did not load', async () => {
    server.use(answer('/setup', 'get', () => refusal(500)));
    await show();
    const fault = await screen.findByText('The guide did not load');
    server.use(answer('/setup', 'get', EMPTY));
    await userEvent.click(within(fault.closest('.fault') as HTMLElement).getByRole('button'));
    await waitFor(() => expect(screen.getByText('0 of 5 done')).toBeVisible());
    vi.restoreAllMocks();
  });
});
