import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal, type Refusal } from '@/shared/testing/answers';
import type { AnswerOf } from '@/shared/api';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { AccountScreen } from './account-screen';
import { browserOf } from '@/shared/lib/agent';
import type { OwnSession } from './api';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1';

const session = (id: string, given: Partial<OwnSession> = {}): OwnSession => ({
  id,
  agent: SAFARI,
  address: '198.51.100.7',
  is_current: false,
  created_at: '2026-03-10T08:00:00Z',
  last_seen_at: '2026-03-11T08:00:00Z',
  ...given,
});

interface Given {
  canMail?: boolean;
  password?: () => AnswerOf<'/me/password', 'post'> | Refusal;
  address?: () => Refusal;
}

async function open({ canMail = true, password, address }: Given = {}) {
  const asked: { method: string; path: string; body: unknown }[] = [];
  let sessions = [session('here', { agent: FIREFOX, is_current: true }), session('phone'), session('odd', { agent: 'curl/8' })];
  const note = async (request: Request): Promise<void> => {
    const text = await request.clone().text();
    asked.push({ method: request.method, path: new URL(request.url).pathname, body: text ? JSON.parse(text) : null });
  };
  server.use(
    answer('/me', 'get', () => ME),
    answer('/me/account', 'get', () => ({ can_mail: canMail })),
    answer('/me/factors', 'get', () => ({ has_password: true, proved_until: null, totp: null, passkeys: [], recovery_codes: null })),
    answer('/me/sessions', 'get', () => page(sessions)),
    answer('/me/password', 'post', async ({ request }) => {
      await note(request);
      return password?.() ?? { is_told: true };
    }),
    answer('/me/address', 'post', async ({ request }) => {
      await note(request);
      return address?.() ?? { email: 'new@halyard.example' };
    }),
    answer('/me/sessions', 'delete', async ({ request }) => {
      await note(request);
      const before = sessions.length;
      sessions = sessions.filter((one) => one.is_current);
      return { ended: before - sessions.length };
    }),
    answer('/me/sessions/{public_id}', 'delete', async ({ request, params }) => {
      await note(request);
      sessions = sessions.filter((one) => one.id !== params.public_id);
      return null;
    }),
  );
  await renderRouted(() => (
    <>
      <AccountScreen />
      <Toaster />
    </>
  ));
  await screen.findByText('Firefox on Linux');
  return asked;
}

const form = (name: string) => within(screen.getByRole('form', { name }));
const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

describe('AccountScreen', () => {
  it('shows who one is', async () => {
    await open();
    expect(screen.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
    expect(screen.getByText(ME.email)).toBeVisible();
  });
});

describe('PasswordForm', () => {
  it('changes the password and starts afresh, by the keyboard alone', async () => {
    const asked = await open();
    const password = form('Password');
    await userEvent.type(password.getByLabelText('Current password'), 'old-password-1');
    await userEvent.tab();
    await userEvent.keyboard('a-long-new-password');
    await userEvent.tab();
    await userEvent.keyboard(' {Enter}');
    await waitFor(() => expect(password.getByLabelText('Current password')).toHaveValue(''));
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/api/v1/me/password',
        body: { current_password: 'old-password-1', new_password: 'a-long-new-password', revoke_tokens: true },
      },
    ]);
    expect(await screen.findByText(/Everywhere else you were signed out/)).toBeVisible();
    await waitFor(() => expect(password.getByLabelText('Current password')).toHaveFocus());
    expect(isLost()).toBe(false);
  });

  it('says when nobody could be told by mail', async () => {
    await open({ password: () => ({ is_told: false }) });
    const password = form('Password');
    await userEvent.type(password.getByLabelText('Current password'), 'old-password-1');
    await userEvent.type(password.getByLabelText('New password'), 'a-long-new-password{Enter}');
    expect(await screen.findByText(/no mailbox can send yet/)).toBeVisible();
  });

  it.each([
    ['current_password', 'Current password'],
    ['new_password', 'New password'],
  ])('shows what is wrong beside %s, which has the focus', async (name, label) => {
    await open({
      password: () => refusal(422, { code: 'invalid', detail: 'x', errors: { [name]: ['Not this one.'] } }),
    });
    const password = form('Password');
    await userEvent.type(password.getByLabelText('Current password'), 'old-password-1');
    await userEvent.type(password.getByLabelText('New password'), 'a-long-new-password{Enter}');
    expect(await password.findByText('Not this one.')).toBeVisible();
    await waitFor(() => expect(password.getByLabelText(label)).toHaveFocus());
    expect(password.getByLabelText(label)).toHaveAttribute('aria-invalid', 'true');
  });

  it('asks nothing of the server while a field is empty', async () => {
    const asked = await open();
    await userEvent.click(form('Password').getByRole('button', { name: 'Change password' }));
    expect(form('Password').getByText('Enter your current password')).toBeVisible();
    await waitFor(() => expect(form('Password').getByLabelText('Current password')).toHaveFocus());
    expect(asked).toEqual([]);
  });
});

describe('AddressForm', () => {
  it('says where the link went', async () => {
    const asked = await open();
    const address = form('Address');
    await userEvent.type(address.getByLabelText('New address'), ' new@halyard.example');
    await userEvent.type(address.getByLabelText('Current password'), 'old-password-1{Enter}');
    expect(await address.findByText(/We sent a link to new@halyard.example/)).toBeVisible();
    await waitFor(() => expect(address.getByLabelText('New address')).toHaveFocus());
    expect(asked[0]?.body).toEqual({ email: 'new@halyard.example', current_password: 'old-password-1', revoke_tokens: false });
  });

  it('says so where no mailbox can send', async () => {
    const asked = await open({ canMail: false });
    const address = form('Address');
    expect(await address.findByRole('note')).toHaveTextContent(/No mailbox can send mail yet/);
    await userEvent.type(address.getByLabelText('New address'), 'new@halyard.example');
    await userEvent.type(address.getByLabelText('Current password'), 'old-password-1{Enter}');
    expect(asked).toEqual([]);
  });

  it('gives a reason that belongs to no field', async () => {
    await open({ address: () => refusal(429, { code: 'rate_limited', detail: 'Too many changes.' }) });
    const address = form('Address');
    await userEvent.type(address.getByLabelText('New address'), 'new@halyard.example');
    await userEvent.type(address.getByLabelText('Current password'), 'old-password-1{Enter}');
    expect(await address.findByRole('alert')).toHaveTextContent('Too many changes.');
    await waitFor(() => expect(address.getByLabelText('New address')).toHaveFocus());
  });
});

describe('Sessions', () => {
  const list = () => screen.getByRole('list', { name: 'Where you are signed in' });

  it('ends one and keeps the focus in the list', async () => {
    const asked = await open();
    expect(within(list()).getAllByRole('listitem')).toHaveLength(3);
    await userEvent.click(screen.getByRole('button', { name: 'End the session: Safari on iOS' }));
    await waitFor(() => expect(within(list()).getAllByRole('listitem')).toHaveLength(2));
    expect(asked).toEqual([{ method: 'DELETE', path: '/api/v1/me/sessions/phone', body: null }]);
    expect(list()).toHaveFocus();
  });

  it('ends all others and offers no end of this one', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Sign out everywhere else' }));
    expect(await screen.findByText('You are signed in nowhere else.')).toBeVisible();
    expect(within(list()).getByText('This browser', { exact: false })).toBeVisible();
    expect(within(list()).queryByRole('button')).toBeNull();
    expect(list()).toHaveFocus();
    expect(screen.getByText('2 other sessions have ended')).toBeVisible();
  });
});

describe('browserOf', () => {
  it.each([
    [FIREFOX, 'Firefox', 'Linux'],
    [SAFARI, 'Safari', 'iOS'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36 Edg/141.0', 'Edge', 'Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/141.0 Safari/537.36', 'Chrome', 'macOS'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36', 'Chrome', 'Android'],
  ])('reads %s', (agent, browser, system) => {
    expect(browserOf(agent)).toEqual({ browser, system });
  });

  it('does not guess', () => {
    expect(browserOf('curl/8')).toBeNull();
  });
});
