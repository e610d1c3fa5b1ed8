import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { answer, headlessAnswer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { SignInScreen } from './sign-in-screen';

async function submitWith(said: Parameters<typeof headlessAnswer>[1]) {
  const onSignedIn = vi.fn();
  server.use(
    answer('/csrf', 'get', { ready: true }), headlessAnswer('login', said), answer('/sign-on', 'get', { providers: [], is_required: false }),
  );
  renderWithProviders(<SignInScreen onSignedIn={onSignedIn} />);
  await userEvent.type(screen.getByLabelText('Email'), 'ines@halyard.example');
  await userEvent.type(screen.getByLabelText('Password'), 'candor-demo{Enter}');
  return onSignedIn;
}

describe('SignInScreen', () => {
  it('signs in', async () => {
    const onSignedIn = await submitWith(() => ({ status: 200 }));
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
  });

  it('says that the two do not match and keeps what was typed', async () => {
    await submitWith(() =>
      ({ status: 400, errors: [{ code: 'email_password_mismatch' }] }),
    );
    expect(await screen.findByText(/do not match/)).toBeVisible();
    expect(screen.getByLabelText('Email')).toHaveValue('ines@halyard.example');
  });

  it('says that sign-in is paused after too many attempts', async () => {
    await submitWith(() => ({ status: 429 }));
    expect(await screen.findByText(/Wait 15 minutes/)).toBeVisible();
  });

  it('asks for the code of an account with a second factor', async () => {
    const onSignedIn = await submitWith(() =>
      ({ status: 401, data: { flows: [{ id: 'mfa_authenticate', is_pending: true }] } }),
    );
    server.use(headlessAnswer('2fa/authenticate', () => ({ status: 200 })));
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
  });

  it('names the field that is empty instead of asking the server', async () => {
    const login = vi.fn(() => ({ status: 200 }));
    server.use(
      answer('/csrf', 'get', { ready: true }), headlessAnswer('login', login), answer('/sign-on', 'get', { providers: [], is_required: false }),
    );
    renderWithProviders(<SignInScreen onSignedIn={() => undefined} />);
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('Enter your email address')).toBeVisible();
    expect(login).not.toHaveBeenCalled();
  });
});
