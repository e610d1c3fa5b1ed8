import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import type { Provider, Rule } from './api';
import { bodyOf, valuesOf } from './form-values';
import { SecurityScreen } from './security-screen';

const PROVIDER: Provider = {
  id: '0b4f1a52-6f3c-4a57-9f0c-1f1f6a1c2d3e', kind: 'oidc', name: 'Halyard ID', is_on: false, domains: ['halyard.example'],
  creates_people: false, created_role: 'agent', groups_claim: '', group_roles: [], issuer: 'https://idp.example', client_id: 'candor',
  discovered: { authorize: 'https://idp.example/authorize', token: '', keys: '', user_info: '', algorithms: ['RS256'] },
  metadata_url: '', entity_id: '', sign_on_url: '', email_claim: '', subject_claim: '', certificates: [], read_at: null, tested_at: null, tested_by: null,
  last_used_at: null, linked: 0,
};
const OURS = { redirect_uri: 'https://desk.example/sign-on/callback', acs_url: 'https://desk.example/acs', entity_id: 'https://desk.example/m', metadata_url: '' };
const RULE: Rule = {
  is_required: false, break_glass: [], owners: [{ id: 1, name: 'Olga Owner' }], staff: 3, without: [{ id: 2, name: 'Ines Agent' }], tokens: 2, ended: 0,
};

function backend(provider: Partial<Provider> = {}, rule: Partial<Rule> = {}, verbs = ['security.read', 'security.write', 'owner.write']) {
  server.use(
    answer('/me', 'get', { id: 1, name: 'Olga Owner', verbs } as Schemas['Me']),
    answer('/sign-on/providers', 'get', { results: [{ ...PROVIDER, ...provider }], next: null, ours: OURS }),
    answer('/sign-on/rule', 'get', { ...RULE, ...rule }),
    answer('/system/health', 'get', {
      state: 'warning', looked_at: '2026-03-02T09:00:00Z',
      checks: [{ name: 'scanner', state: 'warning', problems: [{ code: 'scanner_off', severity: 'warning', said: '', advice: '', gaps: [] }] }],
    }),
  );
}

const show = async () => {
  await renderRouted(() => <SecurityScreen />);
  return within(await screen.findByRole('article', { name: 'Halyard ID' }));
};

describe('SecurityScreen', () => {
  beforeEach(() => {
    vi.stubGlobal('open', vi.fn(() => ({ opener: window })));
  });

  it('lets nobody switch on what was not tested', async () => {
    backend();
    const card = await show();
    expect(card.getByRole('button', { name: 'Switch on' })).toHaveAttribute('title', 'Test it first');
    expect(card.getByText('https://idp.example/authorize')).toBeVisible();
    expect(screen.getByDisplayValue(OURS.redirect_uri)).toBeVisible();
  });

  it('says that no virus scanner looks at files', async () => {
    backend();
    await show();
    const part = within(await screen.findByRole('region', { name: 'Virus scanner' }));
    expect(part.getByText('Off')).toBeVisible();
    expect(part.getByText(/Set CLAMD_ADDRESS/)).toBeVisible();
  });

  it('leaves switching on to owners', async () => {
    backend({ tested_at: '2026-03-02T09:00:00Z', tested_by: 'Ada' }, {}, ['security.read', 'security.write']);
    const card = await show();
    expect(card.getByRole('button', { name: 'Switch on' })).toHaveAttribute('title', 'Only an owner can do this');
  });

  it('tests in a window of its own, which has no way back to this one, and shows what came', async () => {
    backend();
    const opened: { opener: unknown } = { opener: window };
    vi.stubGlobal('open', vi.fn(() => opened));
    server.use(
      answer('/sign-on/providers/{public_id}/test', 'post', { id: 't', url: 'https://idp.example/authorize?x' }),
      answer('/sign-on/tests/{public_id}', 'get', {
        id: 't', provider: { id: PROVIDER.id, name: PROVIDER.name }, is_ended: true, problem: 'unverified', detail: '', subject: 'abc', name_format: 'persistent',
        email: 'a@halyard.example', is_verified: false, name: '', groups: ['Desk'], role: 'agent',
      }),
    );
    const card = await show();
    await userEvent.click(card.getByRole('button', { name: 'Test' }));
    expect(await card.findByText('The test did not pass')).toBeVisible();
    expect(card.getByText('a@halyard.example (not verified)')).toBeVisible();
    expect(card.getByText('Desk')).toBeVisible();
    expect(card.getByText('persistent')).toBeVisible();
    expect(opened.opener).toBeNull();
  });

  it('adds a provider and says what the server found wrong beside the field', async () => {
    backend();
    const asked = vi.fn();
    server.use(
      answer('/sign-on/providers', 'post', ({ body }) => {
        asked(body);
        return refusal(422, { errors: { issuer: ['Write it as https://host.'] } });
      }),
    );
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Add OpenID Connect' }));
    await userEvent.type(screen.getByLabelText('Issuer'), 'idp.example');
    await userEvent.type(screen.getByLabelText('Domains'), 'halyard.example, halyard.test{Enter}');
    expect(await screen.findByText('Write it as https://host.')).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText('Issuer')).toHaveFocus());
    expect(asked).toHaveBeenCalledWith(expect.objectContaining({ kind: 'oidc', issuer: 'idp.example', domains: ['halyard.example', 'halyard.test'] }));
  });

  it('asks before it requires the provider', async () => {
    backend({ is_on: true, tested_at: '2026-03-02T09:00:00Z' });
    const asked = vi.fn();
    server.use(
      answer('/sign-on/rule', 'put', ({ body }) => {
        asked(body);
        return { ...RULE, is_required: true, break_glass: RULE.owners, ended: 2 };
      }),
    );
    await show();
    expect(screen.getByText(/1 of 3 has not signed in/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Require the provider' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(/is signed out/)).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Require the provider' }));
    expect(await screen.findByText('Required')).toBeVisible();
    expect(asked).toHaveBeenCalledWith({ is_required: true, break_glass: [1] });
  });
});

describe('bodyOf', () => {
  it('keeps a secret that was not typed again', () => {
    expect(bodyOf('oidc', { ...valuesOf(), name: 'Halyard ID' })).not.toHaveProperty('client_secret');
  });

  const SAML: Provider = { ...PROVIDER, kind: 'saml', issuer: '', client_id: '', discovered: null, metadata_url: 'https://idp.example/m' };

  it.each([
    ['nothing', 'oidc', PROVIDER, {}, {}],
    ['nothing of SAML', 'saml', SAML, {}, {}],
    ['the name', 'oidc', PROVIDER, { name: 'Harbor ID' }, { name: 'Harbor ID' }],
    ['the domains', 'saml', SAML, { domains: 'a.example b.example' }, { domains: ['a.example', 'b.example'] }],
    ['the issuer', 'oidc', PROVIDER, { issuer: 'https://other.example' }, { issuer: 'https://other.example' }],
    ['a file in place of the address', 'saml', SAML, { metadata: '<x/>' }, { metadata: '<x/>' }],
    ['an emptied address', 'saml', SAML, { metadataUrl: '' }, { metadata_url: '' }],
    ['an emptied attribute', 'saml', { ...SAML, subject_claim: 'id' }, { subjectClaim: '' }, { subject_claim: '' }],
  ] as const)('sends what has changed only: %s', (_what, kind, provider, change, sent) => {
    expect(bodyOf(kind, { ...valuesOf(provider), ...change }, provider)).toEqual(sent);
  });
});
