import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { SignInScreen } from './sign-in-screen';

const LOGIN = '/_allauth/browser/v1/auth/login';

async function submitWith(answer: () => Response) {
  const onSignedIn = vi.fn();
  server.use(
    http.get('/api/v1/csrf', () => HttpResponse.json({ ready: true })),
    http.post(LOGIN, answer),
  );
  renderWithProviders(<SignInScreen onSignedIn={onSignedIn} />);
  await userEvent.type(screen.getByLabelText('Email'), 'ines@halyard.example');
  await userEvent.type(screen.getByLabelText('Password'), 'candor-demo{Enter}');
  return onSignedIn;
}

describe('SignInScreen', () => {
  it('signs in', async () => {
    const onSignedIn = await submitWith(() => HttpResponse.json({ status: 200 }));
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
  });

  it('says that the two do not match and keeps what was typed', async () => {
    await submitWith(() =>
      HttpResponse.json({ status: 400, errors: [{ code: 'email_password_mismatch' }] }, { status: 400 }),
    );
    expect(await screen.findByText(/do not match/)).toBeVisible();
    expect(screen.getByLabelText('Email')).toHaveValue('ines@halyard.example');
  });

  it('says that sign-in is paused after too many attempts', async () => {
    await submitWith(() => new HttpResponse('locked', { status: 429 }));
    expect(await screen.findByText(/Wait 15 minutes/)).toBeVisible();
  });

  it('asks for the code of an account with a second factor', async () => {
    const onSignedIn = await submitWith(() =>
      HttpResponse.json({ status: 401, data: { flows: [{ id: 'mfa_authenticate', is_pending: true }] } }, { status: 401 }),
    );
    server.use(http.post('/_allauth/browser/v1/auth/2fa/authenticate', () => HttpResponse.json({ status: 200 })));
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
  });

  it('names the field that is empty instead of asking the server', async () => {
    const login = vi.fn(() => HttpResponse.json({}));
    server.use(http.get('/api/v1/csrf', () => HttpResponse.json({})), http.post(LOGIN, login));
    renderWithProviders(<SignInScreen onSignedIn={() => undefined} />);
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('Enter your email address')).toBeVisible();
    expect(login).not.toHaveBeenCalled();
  });
});
