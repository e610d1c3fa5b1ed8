import { readFileSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { renderRouted } from '@/shared/testing/routed';
import { Toaster } from '@/shared/ui';
import { WORDS } from './panel-words';
import { widgetSearch, type WidgetSearch } from './search';
import { Backend, NOW, OTHER, seen, settings } from './testing/backend';
import { textIn, valuesOf, withText } from './values';
import { WidgetScreen } from './widget-screen';

function Held({ first }: { first: WidgetSearch }) {
  const [search, setSearch] = useState(first);
  return <WidgetScreen search={search} onSearch={setSearch} />;
}

async function open(first: WidgetSearch, prepare: (backend: Backend) => void = () => undefined) {
  const backend = new Backend();
  prepare(backend);
  backend.install();
  const { client } = await renderRouted(() => (
    <>
      <Held first={first} />
      <Toaster />
    </>
  ));
  return { backend, client };
}

const save = () => userEvent.click(screen.getByRole('button', { name: /^Save/ }));
const change = (label: string | RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the installation', () => {
  it('shows the tag with the key of the brand, and waits', async () => {
    await open({});
    const tag = await screen.findByRole('region', { name: 'Script tag' });
    expect(tag).toHaveTextContent(`src="${window.location.origin}/widget.js" data-candor-key="wk_acme"`);
    expect(await screen.findAllByText('Waiting for the first page view')).toHaveLength(2);
  });

  it('says where and how long ago it was seen, by the clock of the server', async () => {
    const row = { origin: 'https://app.test', is_allowed: true, first_at: NOW, last_at: '2026-03-02T08:59:48Z', minutes: 1, path: '/exports', path_at: NOW };
    await open({}, (backend) => {
      backend.seen = seen({ is_seen: true, last_at: row.last_at, origins: [row] });
    });
    await waitFor(() => expect(document.querySelector('.wshead')).toHaveTextContent(/Seen 1\ds ago on https:\/\/app.test\/exports/));
    expect(screen.getByText('The widget was seen on https://app.test/exports')).toHaveAttribute('role', 'status');
  });

  it.each([
    ['origin', 'is not an allowed origin'],
    ['key', 'Wrong key on'],
    ['connection', 'connect-src'],
  ] as const)('says what to do: %s', async (kind, text) => {
    await open({}, (backend) => {
      backend.seen = seen({ problems: [{ kind, origin: 'https://new.test', at: NOW }] });
    });
    expect(await screen.findByRole('group', { name: /new\.test/ })).toHaveTextContent(text);
  });

  it('adds a refused origin to the list, and saves it against the version that was read', async () => {
    const { backend } = await open({}, (given) => {
      given.seen = seen({ problems: [{ kind: 'origin', origin: 'https://new.test', at: NOW }] });
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Add this origin' }));
    expect(screen.getByLabelText('Allowed origins')).toHaveValue('https://new.test');
    expect(screen.getByRole('button', { name: 'Added, not saved yet' })).toHaveAttribute('aria-disabled', 'true');
    await save();
    await waitFor(() => expect(backend.asked).toHaveLength(1));
    expect(backend.asked[0]).toMatchObject({ path: 'change', body: { allowed_origins: ['https://new.test'] } });
    expect(backend.asked[0]?.ifMatch).toContain('3');
  });

  it('keeps what was written and says why an origin was refused', async () => {
    await open({}, (backend) => {
      backend.refuses = { allowed_origins: ['app: It must begin with https:// or http://.'] };
    });
    await screen.findByLabelText('Allowed origins');
    change('Allowed origins', 'app');
    await save();
    expect(await screen.findByText(/It must begin with/)).toBeInTheDocument();
    expect(screen.getByLabelText('Allowed origins')).toHaveValue('app');
  });

  it('shows nothing to who may not set it up', async () => {
    await open({}, (backend) => {
      backend.verbs = [];
    });
    expect(await screen.findByText('Your role does not open this screen')).toBeInTheDocument();
    expect(screen.queryByText('Script tag')).toBeNull();
  });
});

describe('the identity', () => {
  it('shows a new secret once and keeps it nowhere', async () => {
    const { backend, client } = await open({ tab: 'identity' });
    fireEvent.click(await screen.findByText('Make a secret'));
    fireEvent.click(await screen.findByText('Make secret'));
    const field = await screen.findByLabelText('New secret');
    expect(field).toHaveValue('the-new-secret-shown-once');
    expect(backend.asked).toEqual([{ path: 'rotate', body: { overlap_hours: 24 }, ifMatch: null }]);
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(field).toBeInTheDocument();
    fireEvent.click(screen.getByText('I have kept it'));
    expect(screen.queryByDisplayValue('the-new-secret-shown-once')).toBeNull();
    const kept = JSON.stringify(client.getQueryCache().getAll().map(({ state }) => state.data));
    expect(kept).not.toContain('the-new-secret');
  });

  it('tells when the old secret was used before it is revoked', async () => {
    const { backend } = await open({ tab: 'identity' }, (given) => {
      given.settings = settings({ has_previous_secret: true, previous_secret_used_at: NOW, previous_secret_uses: 7, secret_rotated_at: NOW });
    });
    const row = await screen.findByRole('row', { name: /The one before/ });
    expect(row).toHaveTextContent('7 sign-ins');
    await userEvent.click(within(row).getByRole('button', { name: 'Revoke' }));
    const question = await screen.findByRole('alertdialog');
    expect(question).toHaveTextContent('7 sign-ins');
    await userEvent.click(within(question).getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Rotate secret' })).toHaveFocus());
    expect(backend.asked).toEqual([{ path: 'retire', body: null, ifMatch: null }]);
  });

  it.each(['Python', 'Node', 'Ruby', 'PHP', 'Go'])('has an example in %s with the key, and no secret', async (language) => {
    await open({ tab: 'identity' });
    await userEvent.click(await screen.findByRole('radio', { name: language }));
    const code = screen.getByRole('region', { name: `Signing in ${language}` });
    expect(code).toHaveTextContent('wk_acme');
    expect(code).toHaveTextContent('CANDOR_WIDGET_SECRET');
  });
});

describe('the areas', () => {
  const RULES = [
    { pattern: '/a/*', area: 'one' },
    { pattern: '/exports/*', area: 'exports' },
    { pattern: '*', area: 'rest' },
  ];
  const withRules = (backend: Backend): void => {
    backend.settings = settings({ area_rules: RULES });
  };

  it('moves rows with the focus, and saves their order', async () => {
    const { backend } = await open({ tab: 'areas' }, withRules);
    await userEvent.click(await screen.findByRole('button', { name: 'Move row 3 up' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Move row 2 up' })).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: 'Move row 2 up' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Move row 1 down' })).toHaveFocus());
    await save();
    await waitFor(() => expect(backend.asked[0]?.body).toEqual({ area_rules: [RULES[2], RULES[0], RULES[1]] }));
  });

  it('leaves the focus on a row when another is removed, and on Add after the last', async () => {
    await open({ tab: 'areas' }, (backend) => {
      backend.settings = settings({ area_rules: RULES.slice(0, 2) });
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Remove row 2' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Remove row 1' })).toHaveFocus());
    await userEvent.click(screen.getByRole('button', { name: 'Remove row 1' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Add a row' })).toHaveFocus());
  });

  it('says which row an address falls to and why, with rows that are not saved', async () => {
    const { backend } = await open({ tab: 'areas' }, withRules);
    await screen.findByLabelText('Pattern of row 1');
    change('Pattern of row 1', '/b/*');
    const field = screen.getByLabelText('Address of a page');
    await userEvent.type(field, 'https://app.test/exports/12?x=1{Enter}');
    expect(await screen.findByText('Row 2: exports')).toBeInTheDocument();
    expect(screen.getByText('/b/* does not fit /exports/12')).toBeInTheDocument();
    expect(screen.getByText('/exports/* fits /exports/12')).toBeInTheDocument();
    expect(backend.asked).toHaveLength(1);
    expect(backend.asked[0]).toMatchObject({ path: 'test', body: { area_rules: [{ pattern: '/b/*', area: 'one' }, RULES[1], RULES[2]] } });
  });

  it('does not save a row that is half written', async () => {
    const { backend } = await open({ tab: 'areas' });
    await userEvent.click(await screen.findByRole('button', { name: 'Add a row' }));
    change('Pattern of row 1', '/x');
    await save();
    expect(await screen.findByText('Row 1 needs a pattern and an area.')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByLabelText('Area of row 1')).toHaveFocus());
    expect(backend.asked).toEqual([]);
  });
});

describe('privacy and look', () => {
  it('leads to the tab of what is wrong', async () => {
    const { backend } = await open({ tab: 'privacy' });
    await screen.findByLabelText('Elements');
    change('Elements', '.pay\n[[');
    await userEvent.click(screen.getByRole('tab', { name: 'Look' }));
    await save();
    expect(await screen.findByText(/\[\[ is no CSS selector/)).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Privacy' })).toHaveAttribute('aria-selected', 'true');
    expect(backend.asked).toEqual([]);
  });

  it('keeps what is changed over all tabs and sends it together', async () => {
    const { backend } = await open({ tab: 'privacy' });
    await screen.findByLabelText('Parameters of addresses');
    change('Parameters of addresses', 'page');
    await userEvent.click(screen.getByRole('tab', { name: 'Look' }));
    change('Text of the launcher (German)', 'Hilfe');
    await save();
    await waitFor(() => expect(backend.asked[0]?.body).toEqual({ hidden_params: ['page'], translations: { de: { launcher_text: 'Hilfe' } } }));
  });

  it('shows the launcher and the question as they are written', async () => {
    await open({ tab: 'look' }, (backend) => {
      backend.settings = settings({ consent_text: 'May we look?', translations: { de: { consent_text: 'Dürfen wir?' } } });
    });
    await screen.findByLabelText('Text of the launcher (English)');
    change('Text of the launcher (English)', 'Need help?');
    const stage = document.querySelector('.wsstage');
    expect(stage).toHaveTextContent('Need help?');
    expect(stage).toHaveTextContent('May we look?');
    await userEvent.click(screen.getByRole('radio', { name: 'DE' }));
    expect(stage).toHaveTextContent('Dürfen wir?');
    expect(stage).toHaveTextContent('Need help?');
  });

  it('has the words of the widget itself', () => {
    for (const language of ['en', 'de'] as const) {
      const own = readFileSync(`src/widget/app/${language}.ts`, 'utf8');
      for (const words of Object.values(WORDS[language])) expect(own).toContain(`'${words}'`);
    }
  });

  it('keeps a text of another language apart', () => {
    const values = valuesOf(settings({ greeting: 'Hello' }));
    const german = { ...values, ...withText(values, 'greeting', 'de', 'Hallo') };
    expect([textIn(german, 'greeting', 'en'), textIn(german, 'greeting', 'de')]).toEqual(['Hello', 'Hallo']);
    expect(withText(german, 'greeting', 'de', '')).toEqual({ translations: {} });
    expect(withText(german, 'greeting', 'en', 'Hi')).toEqual({ greeting: 'Hi' });
  });
});

describe('the address', () => {
  it('offers the brands, and drops what it does not know', async () => {
    await open({ brand: 'nobody' }, (backend) => {
      backend.brands = [...backend.brands, OTHER];
    });
    expect(await screen.findByLabelText('Brand')).toHaveValue('acme');
    expect(widgetSearch({ tab: 'install', brand: 3, other: 1 })).toEqual({ brand: '3' });
    expect(widgetSearch({ tab: 'look' })).toEqual({ tab: 'look' });
  });
});
