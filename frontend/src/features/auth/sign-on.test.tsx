import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { SignOn } from './sign-on';

const PROVIDER = { id: '0b4f1a52-6f3c-4a57-9f0c-1f1f6a1c2d3e', name: 'Halyard ID' };

function show(isRequired: boolean, problem?: string) {
  server.use(answer('/sign-on', 'get', { providers: [PROVIDER], is_required: isRequired }));
  renderWithProviders(
    <SignOn next="/tickets" problem={problem}>
      <p>The password form</p>
    </SignOn>,
  );
}

describe('SignOn', () => {
  it('offers the provider beside the password and goes where the server says', async () => {
    const asked = vi.fn();
    const assign = vi.fn();
    vi.stubGlobal('location', { ...window.location, assign });
    server.use(
      answer('/sign-on/start', 'post', ({ body }) => {
        asked(body);
        return { url: 'https://idp.example/authorize' };
      }),
    );
    show(false);
    expect(screen.getByText('The password form')).toBeVisible();
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in with Halyard ID' }));
    await vi.waitFor(() => expect(assign).toHaveBeenCalledWith('https://idp.example/authorize'));
    expect(asked).toHaveBeenCalledWith({ provider: PROVIDER.id, next: '/tickets' });
    vi.unstubAllGlobals();
  });

  it('keeps the password behind a button where a provider is required', async () => {
    show(true);
    expect(await screen.findByRole('button', { name: 'Sign in with Halyard ID' })).toHaveFocus();
    await userEvent.click(await screen.findByRole('button', { name: /provider is down/ }));
    expect(screen.getByText('The password form')).toBeVisible();
    expect(screen.getByText(/Each use is recorded/)).toBeVisible();
  });

  it('says why the last try came to nothing, in words of its own only', async () => {
    show(false, 'unknown_person');
    expect(await screen.findByText(/Ask an admin to invite you/)).toBeVisible();
  });

  it('shows nothing that an address made up', async () => {
    show(false, '<b>Call 555</b>');
    await screen.findByRole('button', { name: 'Sign in with Halyard ID' });
    expect(screen.queryByText(/555/)).toBeNull();
  });

  it('lets people sign in with a password when the question fails', async () => {
    server.use(answer('/sign-on', 'get', () => refusal(500)));
    renderWithProviders(
      <SignOn>
        <p>The password form</p>
      </SignOn>,
    );
    expect(await screen.findByText('The password form')).toBeVisible();
  });
});
