import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastFailure } from '@/shared/ui';

const OUTCOMES = ['done', 'refused', 'expired', 'other_account', 'not_accepted', 'gone', 'unavailable'] as const;
export type SignInOutcome = (typeof OUTCOMES)[number];

/** What may stand behind the ? of every address of the settings. */
export interface SettingsSearch {
  /** How a sign-in at another system ended; its return address says so. */
  sign_in?: SignInOutcome;
}

export function settingsSearch(raw: Record<string, unknown>): SettingsSearch {
  const found = OUTCOMES.find((outcome) => outcome === raw.sign_in);
  return found === undefined ? {} : { sign_in: found };
}

/** Tells whoever comes back from a sign-in how it ended; `onTold` takes it out of the address, so that it is told once. */
export function useSignInOutcome(outcome: SignInOutcome | undefined, onTold: () => void): void {
  const { t } = useTranslation('settings');
  useEffect(() => {
    if (outcome === undefined) return;
    if (outcome === 'done') toast(t('signIn.done'));
    else toastFailure(t(`signIn.${outcome}`));
    onTold();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- told once, whatever else changes
  }, [outcome]);
}
