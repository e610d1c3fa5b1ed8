import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, refusal, type Refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Me } from '@/shared/api';
import { ProfileScreen } from './profile-screen';

interface Given {
  me?: Partial<Me>;
  save?: () => Refusal | undefined;
  upload?: () => Refusal | undefined;
}

async function open({ me: given, save, upload }: Given = {}) {
  const asked: unknown[] = [];
  let me: Me = { ...ME, ...given };
  server.use(
    answer('/me', 'get', () => me),
    answer('/users', 'get', () => ({ results: [], next: null })),
    answer('/me', 'patch', ({ body }) => {
      asked.push(body);
      const refused = save?.();
      if (refused) return refused;
      me = { ...me, ...(body as Partial<Me>) };
      return me;
    }),
    answer('/me/picture', 'post', () => {
      asked.push('picture');
      return upload?.() ?? { picture: '/api/v1/users/5/picture?v=1' };
    }),
    answer('/me/picture', 'delete', () => {
      asked.push('no picture');
      return null;
    }),
  );
  await renderRouted(() => (
    <>
      <ProfileScreen />
      <Toaster />
    </>
  ));
  await screen.findByLabelText('Name');
  return asked;
}

const file = (name: string, type: string) => new File(['x'], name, { type });
const choose = (given: File): void => {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('There is no field for a file.');
  fireEvent.change(input, { target: { files: [given] } });
};

/** A browser that reads every picture but SVG, and draws it. */
beforeEach(() => {
  vi.stubGlobal('createImageBitmap', (given: File) =>
    given.type === 'image/png' ? Promise.resolve({ width: 9, height: 4, close: () => undefined }) : Promise.reject(new DOMException('', 'InvalidStateError')),
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(new Blob(['drawn'], { type: 'image/png' })));
});
afterEach(() => vi.unstubAllGlobals());

describe('ProfileForm', () => {
  it('sends only what has changed, by the keyboard alone', async () => {
    const asked = await open();
    const name = screen.getByLabelText('Name');
    await userEvent.clear(name);
    await userEvent.type(name, '  Ines D. {Enter}');
    await waitFor(() => expect(asked).toEqual([{ name: 'Ines D.' }]));
    expect(await screen.findByText('Your profile was saved')).toBeVisible();
    expect(name).toHaveFocus();
  });

  it('keeps markup in a signature as the text that it is', async () => {
    const asked = await open({ me: { signature: '<b>Old</b>' } });
    const signature = screen.getByLabelText('Signature');
    expect(signature).toHaveValue('<b>Old</b>');
    await userEvent.clear(signature);
    await userEvent.type(signature, '<img src=x onerror=alert(1)>');
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(asked).toEqual([{ signature: '<img src=x onerror=alert(1)>' }]));
    expect(document.querySelector('img[src="x"]')).toBeNull();
  });

  it.each([
    ['name', 'Name'],
    ['title', 'Job title'],
    ['signature', 'Signature'],
    ['timezone', 'Time zone'],
  ])('leads to %s where the server found it wrong, and says why', async (field, label) => {
    await open({ save: () => refusal(422, { code: 'invalid', detail: 'x', errors: { [field]: ['Not this one.'] } }) });
    await userEvent.type(screen.getByLabelText('Job title'), ' II{Enter}');
    const control = await screen.findByLabelText(label);
    await waitFor(() => expect(control).toHaveFocus());
    expect(control).toBeInvalid();
    expect(screen.getByText('Not this one.')).toBeVisible();
  });

  it('says a reason that belongs to no field', async () => {
    await open({ save: () => refusal(429, { code: 'rate_limited', detail: 'Too many calls.' }) });
    await userEvent.type(screen.getByLabelText('Job title'), ' II{Enter}');
    expect(await screen.findByText('Too many calls.')).toBeVisible();
  });

  it('asks for a name instead of saving none', async () => {
    const asked = await open();
    await userEvent.clear(screen.getByLabelText('Name'));
    await userEvent.keyboard('{Enter}');
    expect(screen.getByLabelText('Name')).toBeInvalid();
    expect(screen.getByLabelText('Name')).toHaveFocus();
    expect(asked).toEqual([]);
  });
});

describe('Picture', () => {
  it('is drawn anew before it leaves the browser', async () => {
    const asked = await open();
    choose(file('me.png', 'image/png'));
    expect(await screen.findByText('Your picture was changed')).toBeVisible();
    expect(asked).toEqual(['picture']);
  });

  it.each([['drawing.svg', 'image/svg+xml'], ['letter.pdf', 'application/pdf'], ['page.html', 'text/html']])(
    'of a file that is none, %s, is refused in words',
    async (name, type) => {
      const asked = await open();
      choose(file(name, type));
      expect(await screen.findByRole('alert')).toHaveTextContent(/no picture that the browser can read/);
      expect(asked).toEqual([]);
    },
  );

  it('says why the server does not take it', async () => {
    await open({ upload: () => refusal(422, { code: 'invalid', detail: 'The picture has 9000 by 9000 pixels.' }) });
    choose(file('me.png', 'image/png'));
    expect(await screen.findByRole('alert')).toHaveTextContent('The picture has 9000 by 9000 pixels.');
  });

  it('leaves the focus where the next one is chosen when it is removed', async () => {
    const asked = await open({ me: { picture: '/api/v1/users/5/picture?v=1' } });
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull());
    expect(screen.getByRole('button', { name: 'Choose a picture' })).toHaveFocus();
    expect(asked).toEqual(['no picture']);
  });
});
