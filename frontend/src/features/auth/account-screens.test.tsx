import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { answer, headlessAnswer, refusal, type Refusal } from '@/shared/testing/answers';
import type { AnswerOf } from '@/shared/api';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { ConfirmAddressScreen } from './confirm-address-screen';
import { ForgotScreen } from './forgot-screen';
import { JoinScreen } from './join-screen';
import { ResetScreen } from './reset-screen';
import { SignInScreen } from './sign-in-screen';

const gone = () => refusal(410, { code: 'people.link_invalid', detail: 'Gone.' });

type Asking = '/password/forgot' | '/password/reset' | '/me/address/confirm' | '/invitation/look' | '/invitation/accept';

function answers<P extends Asking>(path: P, given: () => AnswerOf<P, 'post'> | Refusal) {
  const bodies: unknown[] = [];
  server.use(
    answer<P, 'post'>(path, 'post', ({ body }) => {
      bodies.push(body);
      return given();
    }),
  );
  return bodies;
}

describe('SignInScreen', () => {
  it('leads to who forgot their password', () => {
    server.use(answer('/csrf', 'get', { ready: true }), answer('/sign-on', 'get', { providers: [], is_required: false }));
    renderWithProviders(<SignInScreen onSignedIn={() => undefined} />);
    expect(screen.getByRole('link', { name: 'Forgot your password?' })).toHaveAttribute('href', '/app/forgot-password');
  });
});

describe('ForgotScreen', () => {
  it('asks for a link, says the same whoever asks, and keeps the focus', async () => {
    const bodies = answers('/password/forgot', () => ({ is_asked: true }));
    renderWithProviders(<ForgotScreen />);
    expect(screen.getByLabelText('Email')).toHaveFocus();
    await userEvent.keyboard(' ines@halyard.example{Enter}');
    const told = await screen.findByText(/If there is an account with this address/);
    expect(told).toHaveFocus();
    expect(bodies).toEqual([{ email: 'ines@halyard.example' }]);
  });

  it('names what is missing', async () => {
    const bodies = answers('/password/forgot', () => ({ is_asked: true }));
    renderWithProviders(<ForgotScreen />);
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('Enter your email address')).toBeVisible();
    expect(screen.getByLabelText('Email')).toHaveFocus();
    expect(bodies).toEqual([]);
  });

  it('says why it did not ask', async () => {
    answers('/password/forgot', () => refusal(429, { detail: 'Too many requests from here.' }));
    renderWithProviders(<ForgotScreen />);
    await userEvent.keyboard('ines@halyard.example{Enter}');
    expect(await screen.findByText(/Too many requests/)).toBeVisible();
    expect(screen.getByLabelText('Email')).toHaveFocus();
  });
});

describe('ResetScreen', () => {
  it('sets the password with the secret of the link', async () => {
    const bodies = answers('/password/reset', () => null);
    renderWithProviders(<ResetScreen token="secret" />);
    expect(screen.getByLabelText('New password')).toHaveFocus();
    await userEvent.keyboard('a-long-new-password{Enter}');
    expect(await screen.findByText(/Your new password is set/)).toHaveFocus();
    expect(screen.getByRole('link', { name: 'Back to sign-in' })).toBeVisible();
    expect(bodies).toEqual([{ token: 'secret', password: 'a-long-new-password' }]);
  });

  it('keeps a weak password and says what is wrong with it', async () => {
    answers('/password/reset', () =>
      refusal(422, { code: 'invalid', detail: 'x', errors: { password: ['This password is too common.'] } }),
    );
    renderWithProviders(<ResetScreen token="secret" />);
    await userEvent.keyboard('password1234{Enter}');
    expect(await screen.findByText('This password is too common.')).toBeVisible();
    expect(screen.getByLabelText('New password')).toHaveValue('password1234');
    expect(screen.getByLabelText('New password')).toHaveFocus();
  });

  it('offers a new link where this one is used up', async () => {
    answers('/password/reset', gone);
    renderWithProviders(<ResetScreen token="used" />);
    await userEvent.keyboard('a-long-new-password{Enter}');
    expect(await screen.findByText(/does not work any more/)).toHaveFocus();
    expect(screen.getByRole('link', { name: 'Ask for a new link' })).toHaveAttribute('href', '/app/forgot-password');
  });

  it('asks nothing of who comes without a secret', () => {
    renderWithProviders(<ResetScreen token="" />);
    expect(screen.queryByLabelText('New password')).toBeNull();
    expect(screen.getByText(/does not work any more/)).toBeVisible();
  });
});

describe('JoinScreen', () => {
  const INVITATION = { email: 'rosa@halyard.example', name: 'Rosa', workspace: 'Halyard', signs_in_elsewhere: false };

  it('asks for no password where the provider is required, and offers its button', async () => {
    server.use(
      answer('/csrf', 'get', { ready: true }),
      answer('/sign-on', 'get', { providers: [{ id: '0b4f1a52-6f3c-4a57-9f0c-1f1f6a1c2d3e', name: 'Halyard ID' }], is_required: true }),
    );
    answers('/invitation/look', () => ({ ...INVITATION, signs_in_elsewhere: true }));
    renderWithProviders(<JoinScreen token="secret" onSignedIn={() => undefined} />);
    expect(await screen.findByRole('button', { name: 'Sign in with Halyard ID' })).toBeVisible();
    expect(screen.getByText(/You join as rosa@halyard.example/)).toBeVisible();
    expect(screen.queryByLabelText('Password')).toBeNull();
    expect(screen.queryByRole('button', { name: /provider is down/ })).toBeNull();
  });

  it('takes a name and a password, and comes in with them', async () => {
    const signedIn: unknown[] = [];
    server.use(
      answer('/csrf', 'get', { ready: true }),
      headlessAnswer('login', () => {
        signedIn.push('login');
        return { status: 200 };
      }),
    );
    answers('/invitation/look', () => INVITATION);
    const bodies = answers('/invitation/accept', () => ({ email: INVITATION.email }));
    const onSignedIn = vi.fn();
    renderWithProviders(<JoinScreen token="secret" onSignedIn={onSignedIn} />);
    expect(await screen.findByRole('heading', { name: 'Join Halyard' })).toBeVisible();
    expect(screen.getByText(/rosa@halyard.example/)).toBeVisible();
    expect(screen.getByLabelText('Your name')).toHaveFocus();
    await userEvent.keyboard('Rosa Lindt{Enter}');
    expect(screen.getByLabelText('Password')).toHaveFocus();
    expect(screen.getByText('Choose a password')).toBeVisible();
    expect(bodies).toEqual([]);
    await userEvent.keyboard('a-long-new-password{Enter}');
    await waitFor(() => expect(onSignedIn).toHaveBeenCalled());
    expect(signedIn).toEqual(['login']);
    expect(bodies).toEqual([
      expect.objectContaining({ token: 'secret', name: 'Rosa Lindt', password: 'a-long-new-password', locale: 'en' }),
    ]);
  });

  it.each([
    ['signing in fails after it', (): AnswerOf<'/invitation/accept', 'post'> | Refusal => ({ email: INVITATION.email })],
    ['the answer to joining was lost', () => refusal(502, {})],
  ])('joins once where %s, and goes on with signing in', async (_what, first) => {
    let [logins, joins] = [0, 0];
    server.use(
      answer('/csrf', 'get', { ready: true }),
      headlessAnswer('login', () => ({ status: (logins += 1) === 1 ? 503 : 200 })),
    );
    answers('/invitation/look', () => INVITATION);
    answers('/invitation/accept', () => ((joins += 1) === 1 ? first() : gone()));
    const onSignedIn = vi.fn();
    renderWithProviders(<JoinScreen token="secret" onSignedIn={onSignedIn} />);
    await userEvent.type(await screen.findByLabelText('Password'), 'a-long-new-password{Enter}');
    if (logins === 0) await waitFor(() => expect(screen.queryByText(/could not/) ?? screen.queryByText(/have joined/)).not.toBeNull());
    if (screen.queryByText(/have joined/) === null) await userEvent.click(screen.getByRole('button', { name: 'Join' }));
    expect(await screen.findByText(/You have joined/)).toBeVisible();
    expect(await screen.findByText(/could not sign you in/)).toBeVisible();
    expect(screen.queryByText(/Ask whoever invited you/)).toBeNull();
    expect(screen.getByRole('link', { name: 'Back to sign-in' })).toHaveAttribute('href', '/app/sign-in');
    const before = joins;
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(onSignedIn).toHaveBeenCalled());
    expect(joins).toBe(before);
  });

  it('keeps a weak password and says what is wrong with it', async () => {
    server.use(answer('/csrf', 'get', { ready: true }));
    answers('/invitation/look', () => INVITATION);
    answers('/invitation/accept', () => refusal(422, { code: 'invalid', errors: { password: ['This password is too common.'] } }));
    renderWithProviders(<JoinScreen token="secret" onSignedIn={() => undefined} />);
    await userEvent.type(await screen.findByLabelText('Password'), 'password1234{Enter}');
    expect(await screen.findByText('This password is too common.')).toBeVisible();
    expect(screen.getByLabelText('Password')).toHaveFocus();
  });

  it.each([
    ['a link that was used', 'used'],
    ['a link without its secret', ''],
  ])('says of %s whom to ask', async (_what, token) => {
    server.use(answer('/csrf', 'get', { ready: true }));
    answers('/invitation/look', gone);
    renderWithProviders(<JoinScreen token={token} onSignedIn={() => undefined} />);
    await waitFor(() => expect(screen.getByText(/Ask whoever invited you/)).toHaveFocus());
    expect(screen.queryByLabelText('Password')).toBeNull();
  });
});

describe('ConfirmAddressScreen', () => {
  it('waits for a press, since mail programs open links by themselves', async () => {
    const confirmed = vi.fn(() => ({ email: 'new@halyard.example' }));
    answers('/me/address/confirm', confirmed);
    renderWithProviders(<ConfirmAddressScreen token="secret" />);
    expect(screen.getByRole('button', { name: 'Confirm address' })).toHaveFocus();
    expect(confirmed).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText(/new@halyard.example/)).toHaveFocus();
  });

  it('says where to ask again', async () => {
    answers('/me/address/confirm', gone);
    renderWithProviders(<ConfirmAddressScreen token="used" />);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByText(/does not work any more/)).toHaveFocus());
    expect(screen.getByRole('link', { name: /account settings/ })).toHaveAttribute('href', '/app/settings/account');
  });
});
