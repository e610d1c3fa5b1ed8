import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { renderRouted } from '../testing/routed';
import { LeaveGuard } from './leave-guard';

function Form({ name, holds, startsChanged = false }: { name: string; holds?: readonly string[]; startsChanged?: boolean }) {
  const [isChanged, setChanged] = useState(startsChanged);
  return (
    <>
      <button type="button" onClick={() => setChanged(!isChanged)}>{`${name}: change`}</button>
      <LeaveGuard isChanged={isChanged} {...(holds ? { holds } : {})} />
    </>
  );
}

const links = (
  <>
    <Link to={'/elsewhere' as never}>Elsewhere</Link>
    <Link to={'/start' as never} search={{ part: 'domain' } as never}>Part</Link>
    <Link to={'/start' as never} search={{ person: 2 } as never}>Person</Link>
  </>
);

const question = () => screen.queryByRole('alertdialog', { name: 'Leave without saving?' });

describe('LeaveGuard', () => {
  it.each([
    ['another screen', 'Elsewhere', [], true],
    ['a part of the screen, where the path holds the form', 'Part', [], false],
    ['a part of the screen, where every address counts', 'Part', undefined, true],
    ['another record, which a member of the search holds', 'Person', ['person'], true],
    ['a part beside a record that stays', 'Part', ['person'], false],
  ] as const)('asks on the way to %s', async (_what, link, holds, asks) => {
    const { address } = await renderRouted(() => (
      <>
        <Form name="one" startsChanged {...(holds ? { holds } : {})} />
        {links}
      </>
    ));
    await userEvent.click(screen.getByRole('link', { name: link }));
    if (!asks) {
      await waitFor(() => expect(address()).not.toBe('/start'));
      expect(question()).toBeNull();
      return;
    }
    await screen.findByRole('alertdialog', { name: 'Leave without saving?' });
    await userEvent.click(screen.getByRole('button', { name: 'Keep editing' }));
    await waitFor(() => expect(question()).toBeNull());
    expect(address()).toBe('/start');
  });

  it('asks once for all forms of a screen', async () => {
    const { address } = await renderRouted(() => (
      <>
        <Form name="one" startsChanged />
        <Form name="two" startsChanged />
        {links}
      </>
    ));
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(address()).toBe('/elsewhere'));
    expect(question()).toBeNull();
  });

  it('asks nobody who has changed nothing, or has taken it back', async () => {
    const { address } = await renderRouted(() => (
      <>
        <Form name="one" />
        {links}
      </>
    ));
    await userEvent.click(screen.getByRole('button', { name: 'one: change' }));
    await userEvent.click(screen.getByRole('button', { name: 'one: change' }));
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    await waitFor(() => expect(address()).toBe('/elsewhere'));
    expect(question()).toBeNull();
  });
});
