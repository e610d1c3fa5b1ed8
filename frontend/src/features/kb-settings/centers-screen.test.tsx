import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { HelpCenter } from './api';
import { CentersScreen } from './centers-screen';

const center = (name: string, id: number, requires: boolean): HelpCenter => ({
  brand: { id, name, slug: name.toLowerCase() },
  requires_approval: requires,
  language: 'en',
  languages: [],
  links: [],
  footer: '',
  version: 3,
});

let stored: HelpCenter[];

beforeEach(() => {
  stored = [center('Halyard', 1, false), center('Mooring', 2, true)];
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['brand.write'] }),
    answer('/kb/help-centers', 'get', () => ({ results: stored, next: null })),
  );
});

describe('help centers', () => {
  it('asks for an approval in one brand, against the version that was seen', async () => {
    const asked: { slug: string; ifMatch: string | null; body: unknown }[] = [];
    server.use(
      answer('/kb/help-centers/{brand_slug}', 'patch', ({ params, request, body }) => {
        asked.push({ slug: params.brand_slug ?? '', ifMatch: request.headers.get('If-Match'), body });
        return { ...center('Halyard', 1, true), version: 4 };
      }),
    );
    await renderRouted(() => <CentersScreen />);
    const halyard = await screen.findByRole('checkbox', { name: 'Halyard' });
    expect(halyard).not.toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Mooring' })).toBeChecked();
    await userEvent.click(halyard);
    expect(await screen.findAllByText('Nothing is published in its help center without an approval.')).toHaveLength(2);
    expect(asked).toEqual([{ slug: 'halyard', ifMatch: '"v3"', body: { requires_approval: true } }]);
  });

  it('shows what holds when somebody else was faster', async () => {
    server.use(
      answer('/kb/help-centers/{brand_slug}', 'patch', () => {
        stored = [center('Halyard', 1, true), center('Mooring', 2, false)];
        return refusal(412, { code: 'version_changed', detail: 'Somebody changed it.' });
      }),
    );
    await renderRouted(() => <CentersScreen />);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Mooring' }));
    expect(await screen.findByText('Whoever may publish does so by themselves.')).toBeVisible();
    expect(await screen.findByRole('checkbox', { name: 'Halyard' })).toBeChecked();
  });

  it('shows nothing to who may not set it', async () => {
    server.use(answer('/me', 'get', { ...ME, verbs: ['article.publish'] }));
    await renderRouted(() => <CentersScreen />);
    expect(await screen.findByText('Your role does not set this')).toBeVisible();
  });
});
