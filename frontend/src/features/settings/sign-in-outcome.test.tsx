import { render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Toaster } from '@/shared/ui';
import de from './locales/de.json';
import en from './locales/en.json';
import { settingsSearch, useSignInOutcome, type SignInOutcome } from './sign-in-outcome';

function Screen({ outcome, onTold }: { outcome?: SignInOutcome; onTold: () => void }) {
  useSignInOutcome(outcome, onTold);
  return <Toaster />;
}

const OUTCOMES = Object.keys(en.signIn) as (keyof typeof en.signIn)[];

describe('coming back from a sign-in at another system', () => {
  it.each(OUTCOMES)('tells once, in words, that it ended as %s', async (outcome) => {
    const onTold = vi.fn();
    const { rerender } = render(<Screen outcome={settingsSearch({ sign_in: outcome }).sign_in} onTold={onTold} />);
    expect(await screen.findByText(en.signIn[outcome])).toBeInTheDocument();
    expect(de.signIn[outcome]).not.toBe(en.signIn[outcome]);
    rerender(<Screen onTold={onTold} />);
    expect(onTold).toHaveBeenCalledOnce();
  });

  it.each([undefined, '', 'else', '<b>done</b>', 7])('tells nothing for %j', (value) => {
    expect(settingsSearch({ sign_in: value })).toEqual({});
  });
});
